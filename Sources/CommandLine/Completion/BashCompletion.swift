/// The completion script for bash, 3.2 and later.
struct BashCompletion {
    let program: Program

    var script: String {
        let places = CompletionPlace.all(of: program)
        return """
            # Completion of \(program.name) for bash. Made by: \(program.name) completion bash
            \(function)() {
                local current=${COMP_WORDS[COMP_CWORD]} place='' option='' ended='' folder='' prefix=''
                local kind='' words='' word name index position=0
                COMPREPLY=()
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word=${COMP_WORDS[index]}
                    # bash splits words at "=", so --option=value arrives as three.
                    if [[ $word == '=' && -n $option ]]; then
                        continue
                    elif [[ -n $option ]]; then
                        [[ $option == --folder || $option == -C ]] && folder=$word
                        option=''
                    elif [[ -n $ended ]]; then
                        position=$((position + 1))
                    elif [[ $word == -- ]]; then
                        ended=1
                    elif [[ $word == --folder=* ]]; then
                        folder=${word#*=}
                    elif [[ $word == -?* ]]; then
                        case "$place|$word" in
            \(valued(places))
                        esac
                    else
                        case "$position$place/$word" in
            \(descents(places))
                        *) position=$((position + 1)) ;;
                        esac
                    fi
                done
                if [[ -n $option ]]; then
                    [[ $current == '=' ]] && current=''
                elif [[ -z $ended && $current == --*=* ]]; then
                    option=${current%%=*}
                    prefix=$option=
                    current=${current#*=}
                fi
                if [[ -n $option ]]; then
                    case "$place|$option" in
            \(optionKinds(places))
                    esac
                elif [[ -z $ended && $current == -* ]]; then
                    case "$place" in
            \(optionNames(places))
                    esac
                else
                    case "$place" in
            \(subwords(places))
                    esac
                    case "$place|$position" in
            \(argumentKinds(places))
                    esac
                fi
                case "$kind" in
                file | folder)
                    compopt -o filenames 2>/dev/null
                    local switch=-f
                    [[ $kind == folder ]] && switch=-d
                    while IFS= read -r name; do
                        COMPREPLY+=("$prefix$name")
                    done < <(compgen "$switch" -- "$current")
                    return
                    ;;
                '') ;;
                *)
                    # Quotes and backslashes of the typed word; a name has none of its own.
                    folder=${folder//[\\"\\'\\\\]/}
                    [[ $folder == '~/'* ]] && folder=$HOME/${folder#'~/'}
                    words+=$'\\n'$(command \(program.name) -C "${folder:-.}" __complete "$kind" 2>/dev/null)
                    ;;
                esac
                # Not compgen -W: it expands what is in its words, and names come from a repository.
                while IFS= read -r name; do
                    [[ -n $name && $name == "$current"* ]] && COMPREPLY+=("$prefix$name")
                done <<<"$words"
            }
            complete -F \(function) \(program.name)

            """
    }

    private var function: String { "_" + program.name }

    private func arm(_ pattern: String, _ body: String) -> String {
        "            \(pattern)) \(body) ;;"
    }

    private func valued(_ places: [CompletionPlace]) -> String {
        places.flatMap { place in
            place.options.filter(\.takesValue).flatMap(\.spellings).map { spelling in
                arm(ShellQuoting.posix("\(place.name)|\(spelling)"), "option=$word")
            }
        }.joined(separator: "\n")
    }

    private func descents(_ places: [CompletionPlace]) -> String {
        places.flatMap { place in
            place.words.map { word, _ in
                arm(ShellQuoting.posix("0\(place.name)/\(word)"), "place+=/$word")
            }
        }.joined(separator: "\n")
    }

    private func optionKinds(_ places: [CompletionPlace]) -> String {
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

    private func optionNames(_ places: [CompletionPlace]) -> String {
        places.map { place in
            arm(ShellQuoting.posix(place.name), list(place.options.map(\.name)))
        }.joined(separator: "\n")
    }

    private func subwords(_ places: [CompletionPlace]) -> String {
        places.filter { !$0.words.isEmpty }.map { place in
            let body = "[[ $position == 0 ]] && " + list(place.words.map(\.word))
            return arm(ShellQuoting.posix(place.name), body)
        }.joined(separator: "\n")
    }

    private func argumentKinds(_ places: [CompletionPlace]) -> String {
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
        case .choice(let words): list(words)
        case .cluster, .group, .document, .operatorName: kind.word.map { "kind=\($0)" }
        }
    }

    private func list(_ words: [String]) -> String {
        "words=" + ShellQuoting.posix(words.joined(separator: "\n"))
    }
}
