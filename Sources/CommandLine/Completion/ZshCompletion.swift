/// The completion script for zsh: a function file for a folder of `$fpath`, which can be sourced too.
struct ZshCompletion {
    let program: Program

    var script: String {
        let places = CompletionPlace.all(of: program)
        return """
            #compdef \(program.name)
            # Completion of \(program.name) for zsh. Made by: \(program.name) completion zsh
            \(function)() {
                emulate -L zsh
                local current=${words[CURRENT]} place='' option='' ended='' folder=. kind='' word
                local -a choices names
                integer index position=0
                for ((index = 2; index < CURRENT; index++)); do
                    word=${(Q)words[index]}
                    if [[ -n $option ]]; then
                        [[ $option == (--folder|-C) ]] && folder=$word
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
                        (*) position=$((position + 1)) ;;
                        esac
                    fi
                done
                if [[ -z $option && -z $ended && $current == --*=* ]]; then
                    option=${current%%=*}
                    compset -P '*='
                fi
                if [[ -n $option ]]; then
                    case "$place|$option" in
            \(optionKinds(places))
                    esac
                elif [[ -z $ended && $current == -* ]]; then
                    case "$place" in
            \(options(places))
                    esac
                    _describe -o option choices
                    return
                else
                    case "$place|$position" in
            \(argumentKinds(places))
                    esac
                    if ((position == 0)); then
                        case "$place" in
            \(subwords(places))
                        esac
                    fi
                fi
                case "$kind" in
                ('') ;;
                (file) _files ;;
                (folder) _files -/ ;;
                (*)
                    [[ $folder == '~/'* ]] && folder=$HOME/${folder#'~/'}
                    names=("${(@f)$(command \(program.name) -C "$folder" __complete "$kind" 2>/dev/null)}")
                    names=(${names:#})
                    (($#names)) && compadd -- "${names[@]}"
                    ;;
                esac
                (($#choices)) && _describe word choices
            }
            if [[ $funcstack[1] == \(function) ]]; then
                \(function) "$@"
            else
                compdef \(function) \(program.name)
            fi

            """
    }

    private var function: String { "_" + program.name }

    private func arm(_ pattern: String, _ body: String) -> String {
        "            (\(pattern)) \(body) ;;"
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

    private func options(_ places: [CompletionPlace]) -> String {
        places.map { place in
            let choices = place.options.flatMap { option in
                option.spellings.map { ($0, option.summary) }
            }
            return arm(ShellQuoting.posix(place.name), described(choices))
        }.joined(separator: "\n")
    }

    private func subwords(_ places: [CompletionPlace]) -> String {
        places.filter { !$0.words.isEmpty }.map { place in
            arm(ShellQuoting.posix(place.name), described(place.words))
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
        case .choice(let words):
            "choices=(" + words.map(ShellQuoting.posix).joined(separator: " ") + ")"
        case .cluster, .group, .document, .operatorName: kind.word.map { "kind=\($0)" }
        }
    }

    /// `_describe` wants `word:summary`, with colons of the word escaped; no word has one.
    private func described(_ words: [(String, String)]) -> String {
        "choices=(" + words.map { ShellQuoting.posix("\($0):\($1)") }.joined(separator: " ") + ")"
    }
}
