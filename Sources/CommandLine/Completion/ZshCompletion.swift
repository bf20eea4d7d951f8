/// The completion script for zsh: a function file for a folder of `$fpath`, which can be sourced too.
struct ZshCompletion {
    let program: Program

    var script: String {
        let places = CompletionPlace.all(of: program)
        let cases = CompletionCases(places: places, opening: "(", choice: Self.choices)
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
            \(cases.valued)
                        esac
                    else
                        case "$position$place/$word" in
            \(cases.descents)
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
            \(cases.optionKinds)
                    esac
                elif [[ -z $ended && $current == -* ]]; then
                    case "$place" in
            \(options(cases))
                    esac
                    _describe -o option choices
                    return
                else
                    case "$place|$position" in
            \(cases.argumentKinds)
                    esac
                    if ((position == 0)); then
                        case "$place" in
            \(subwords(cases))
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

    private func options(_ cases: CompletionCases) -> String {
        cases.places.map { place in
            let choices = place.options.flatMap { option in
                option.spellings.map { ($0, option.summary) }
            }
            return cases.arm(ShellQuoting.posix(place.name), described(choices))
        }.joined(separator: "\n")
    }

    private func subwords(_ cases: CompletionCases) -> String {
        cases.places.filter { !$0.words.isEmpty }.map { place in
            cases.arm(ShellQuoting.posix(place.name), described(place.words))
        }.joined(separator: "\n")
    }

    private static func choices(_ words: [String]) -> String {
        "choices=(" + words.map(ShellQuoting.posix).joined(separator: " ") + ")"
    }

    /// `_describe` wants `word:summary`, with colons of the word escaped; no word has one.
    private func described(_ words: [(String, String)]) -> String {
        "choices=(" + words.map { ShellQuoting.posix("\($0):\($1)") }.joined(separator: " ") + ")"
    }
}
