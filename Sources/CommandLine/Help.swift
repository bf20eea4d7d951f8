/// The help of the program, of a group of subcommands and of one command, 80 columns wide.
struct Help {
    let program: Program
    private static let width = 80

    func text(for path: [String]) -> String {
        if let command = program.command(path) {
            return text(of: command)
        }
        return path.isEmpty ? overview() : groupText(path)
    }

    private func overview() -> String {
        var lines = Self.wrapped(program.summary)
        lines += ["", "Usage: \(program.name) [-C DIR] COMMAND [options]"]
        var rest = program.words(after: [])
        for section in program.sections {
            let words = section.words.filter(rest.contains)
            rest.removeAll(where: words.contains)
            lines +=
                ["", "\(section.title):"] + rows(words.map { ($0, program.summary(of: [$0])) })
        }
        if !rest.isEmpty {
            let title = program.sections.isEmpty ? "Commands:" : "Other commands:"
            lines += ["", title] + rows(rest.map { ($0, program.summary(of: [$0])) })
        }
        lines +=
            ["", "Options:"] + rows((program.global + [.version]).map { ($0.usage, $0.summary) })
        lines += ["", "\(program.name) help COMMAND shows the options and examples of a command."]
        return lines.joined(separator: "\n") + "\n"
    }

    private func groupText(_ path: [String]) -> String {
        let name = ([program.name] + path).joined(separator: " ")
        var lines = Self.wrapped(program.summary(of: path))
        lines += ["", "Usage: \(name) COMMAND [options]", "", "Commands:"]
        lines += rows(program.words(after: path).map { ($0, program.summary(of: path + [$0])) })
        lines += ["", "\(program.name) help \(path.joined(separator: " ")) COMMAND shows more."]
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(of command: Command) -> String {
        var lines = Self.wrapped(command.summary)
        lines += ["", "Usage: \(program.name) \(command.usage)"]
        let below = program.words(after: command.path)
        if !below.isEmpty {
            lines += ["", "Commands:"]
            lines += rows(below.map { ($0, program.summary(of: command.path + [$0])) })
        }
        for paragraph in Self.paragraphs(command.details) {
            lines += [""] + paragraph
        }
        if !command.options.isEmpty {
            lines += ["", "Options:"] + rows(command.options.map { ($0.usage, summary(of: $0)) })
        }
        lines += ["", "Global options:"] + rows(program.global.map { ($0.usage, $0.summary) })
        if !command.examples.isEmpty {
            lines += ["", command.examples.count == 1 ? "Example:" : "Examples:"]
            lines += command.examples.map { "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(of option: Option) -> String {
        guard case .choice(let words) = option.kind else { return option.summary }
        return option.summary + " (" + words.joined(separator: ", ") + ")"
    }

    /// Two columns; a left side that is too wide has its right side on the next line.
    private func rows(_ rows: [(left: String, right: String)]) -> [String] {
        let widest = rows.map(\.left.count).filter { $0 <= 26 }.max() ?? 0
        let indent = String(repeating: " ", count: widest + 4)
        return rows.flatMap { row in
            let right = Self.wrapped(row.right, width: Self.width - indent.count)
            let fits = row.left.count <= widest
            let gap = String(repeating: " ", count: max(0, widest - row.left.count) + 2)
            var lines = fits ? ["  " + row.left + gap + (right.first ?? "")] : ["  " + row.left]
            lines += (fits ? right.dropFirst() : right[...]).map { indent + $0 }
            return lines
        }
    }
}

extension Help {
    /// Breaks text at spaces; a word longer than the width stands alone.
    static func wrapped(_ text: String, width: Int = width) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// Splits at empty lines; each paragraph is wrapped anew, but its indented lines stay.
    static func paragraphs(_ text: String) -> [[String]] {
        var paragraphs: [[String]] = []
        var prose = ""
        var current: [String] = []
        func flushed() -> [String] { prose.isEmpty ? [] : wrapped(prose) }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                paragraphs.append(current + flushed())
                (current, prose) = ([], "")
            } else if line.hasPrefix(" ") {
                current += flushed() + [String(line)]
                prose = ""
            } else {
                prose += (prose.isEmpty ? "" : " ") + line
            }
        }
        paragraphs.append(current + flushed())
        return paragraphs.filter { !$0.isEmpty }
    }
}
