/// The arms of the `case` statements that the scripts for bash and zsh share.
struct CompletionCases {
    let places: [CompletionPlace]
    /// What a pattern starts with, in the shell's own style: `(` or nothing.
    let opening: String
    /// The statement that offers these words.
    let choice: ([String]) -> String

    func arm(_ pattern: String, _ body: String) -> String {
        "            \(opening)\(pattern)) \(body) ;;"
    }

    /// Whether an option at a place takes a value: by `PLACE|OPTION`.
    var valued: String {
        places.flatMap { place in
            place.options.filter(\.takesValue).flatMap(\.spellings).map { spelling in
                arm(ShellQuoting.posix("\(place.name)|\(spelling)"), "option=$word")
            }
        }.joined(separator: "\n")
    }

    /// Where a subcommand's word leads: by `0PLACE/WORD`.
    var descents: String {
        places.flatMap { place in
            place.words.map { word, _ in
                arm(ShellQuoting.posix("0\(place.name)/\(word)"), "place+=/$word")
            }
        }.joined(separator: "\n")
    }

    /// What an option takes: by `PLACE|OPTION`.
    var optionKinds: String {
        places.flatMap { place in
            place.options.flatMap { option in
                option.spellings.compactMap { spelling in
                    assignment(of: option.kind).map {
                        arm(ShellQuoting.posix("\(place.name)|\(spelling)"), $0)
                    }
                }
            }
        }.joined(separator: "\n")
    }

    /// What an argument is: by `PLACE|POSITION`.
    var argumentKinds: String {
        places.flatMap { place in
            place.arguments.enumerated().compactMap { index, argument in
                assignment(of: argument.kind).map {
                    let start = ShellQuoting.posix("\(place.name)|")
                    return arm(argument.isMany ? "\(start)*" : "\(start)\(index)", $0)
                }
            }
        }.joined(separator: "\n")
    }

    private func assignment(of kind: ValueKind) -> String? {
        switch kind {
        case .text: nil
        case .file: "kind=file"
        case .folder: "kind=folder"
        case .choice(let words): choice(words)
        case .cluster, .group, .document, .operatorName: kind.word.map { "kind=\($0)" }
        }
    }
}
