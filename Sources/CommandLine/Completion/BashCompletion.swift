/// The completion script for bash, 3.2 and later.
struct BashCompletion {
    let program: Program

    var script: String {
        let places = CompletionPlace.all(of: program)
        let cases = CompletionCases(places: places, opening: "", choice: Self.list)
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
            \(cases.valued)
                        esac
                    else
                        case "$position$place/$word" in
            \(cases.descents)
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
            \(cases.optionKinds)
                    esac
                elif [[ -z $ended && $current == -* ]]; then
                    case "$place" in
            \(optionNames(cases))
                    esac
                else
                    case "$place" in
            \(subwords(cases))
                    esac
                    case "$place|$position" in
            \(cases.argumentKinds)
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

    private func optionNames(_ cases: CompletionCases) -> String {
        cases.places.map { place in
            cases.arm(ShellQuoting.posix(place.name), Self.list(place.options.map(\.name)))
        }.joined(separator: "\n")
    }

    private func subwords(_ cases: CompletionCases) -> String {
        cases.places.filter { !$0.words.isEmpty }.map { place in
            let body = "[[ $position == 0 ]] && " + Self.list(place.words.map(\.word))
            return cases.arm(ShellQuoting.posix(place.name), body)
        }.joined(separator: "\n")
    }

    private static func list(_ words: [String]) -> String {
        "words=" + ShellQuoting.posix(words.joined(separator: "\n"))
    }
}
