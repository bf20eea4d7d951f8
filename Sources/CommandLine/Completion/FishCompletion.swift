/// The completion script for fish, 3.0 and later.
struct FishCompletion {
    let program: Program

    var script: String {
        let places = CompletionPlace.all(of: program)
        return """
            # Completion of \(program.name) for fish. Made by: \(program.name) completion fish

            # Prints the place that the words before the cursor lead to, as "/cluster/add", then how
            # many arguments stand there already, then the folder of the fleet.
            function \(function)_place
                set -l place ''
                set -l position 0
                set -l folder .
                set -l option ''
                set -l ended ''
                set -l tokens (commandline -opc)
                set -e tokens[1]
                for word in $tokens
                    if test -n "$option"
                        contains -- $option --folder -C; and set folder $word
                        set option ''
                    else if test -n "$ended"
                        set position (math $position + 1)
                    else if test "$word" = --
                        set ended 1
                    else if string match -q -- '--folder=*' $word
                        set folder (string replace -- --folder= '' $word)
                    else if string match -q -- '-?*' $word
                        switch "$place|$word"
                            case \(valued(places))
                                set option $word
                        end
                    else
                        switch "$position$place/$word"
                            case \(descents(places))
                                set place $place/$word
                            case '*'
                                set position (math $position + 1)
                        end
                    end
                end
                printf '%s\\n' $place $position (string replace -r '^~/' $HOME/ -- $folder)
            end

            # Whether the cursor is at a place, and at an argument of it (or, with a third word, after).
            function \(function)_at
                set -l place (\(function)_place)
                test "$place[1]" = "$argv[1]"; or return 1
                switch (count $argv)
                    case 1
                        return 0
                    case 2
                        test $place[2] -eq $argv[2]
                    case '*'
                        test $place[2] -ge $argv[2]
                end
            end

            function \(function)_names
                set -l place (\(function)_place)
                command \(program.name) -C $place[3] __complete $argv[1] 2>/dev/null
            end

            complete -c \(program.name) -f
            \(places.flatMap(lines).joined(separator: "\n"))

            """
    }

    private var function: String { "__" + program.name }

    private func valued(_ places: [CompletionPlace]) -> String {
        places.flatMap { place in
            place.options.filter(\.takesValue).flatMap(\.spellings).map { spelling in
                ShellQuoting.fish("\(place.name)|\(spelling)")
            }
        }.joined(separator: " ")
    }

    private func descents(_ places: [CompletionPlace]) -> String {
        places.flatMap { place in
            place.words.map { ShellQuoting.fish("0\(place.name)/\($0.word)") }
        }.joined(separator: " ")
    }

    private func lines(of place: CompletionPlace) -> [String] {
        let name = ShellQuoting.fish(place.name)
        let words = place.words.map { word, summary in
            line("\(name) 0", "-f -a \(ShellQuoting.fish(word)) -d \(ShellQuoting.fish(summary))")
        }
        let options = place.options.map { option in
            let long = "-l " + String(option.name.dropFirst(2))
            let short = option.short.map { " -s " + String($0.dropFirst()) } ?? ""
            let value = option.takesValue ? " " + candidates(of: option.kind, isOption: true) : ""
            return line(name, "\(long)\(short)\(value) -d \(ShellQuoting.fish(option.summary))")
        }
        let arguments = place.arguments.enumerated().compactMap { index, argument -> String? in
            guard argument.kind != .text else { return nil }
            let position = argument.isMany ? "\(index) many" : "\(index)"
            return line("\(name) \(position)", candidates(of: argument.kind, isOption: false))
        }
        return words + options + arguments
    }

    private func line(_ condition: String, _ rest: String) -> String {
        let test = ShellQuoting.fish("\(function)_at \(condition)")
        return "complete -c \(program.name) -n \(test) \(rest)"
    }

    private func candidates(of kind: ValueKind, isOption: Bool) -> String {
        let only = isOption ? "-x" : "-f"
        switch kind {
        case .text: return only
        case .file: return isOption ? "-r -F" : "-F"
        case .folder: return "\(only) -a '(__fish_complete_directories)'"
        case .choice(let words):
            return "\(only) -a " + ShellQuoting.fish(words.joined(separator: " "))
        case .cluster, .group, .document, .operatorName:
            return "\(only) -a '(\(function)_names \(kind.word ?? ""))'"
        }
    }
}
