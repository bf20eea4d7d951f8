#!/usr/bin/env bash
# Everything that must hold before a change is taken over. The last line is the result:
#
#     N passed, N failed
#
# Needs no terminal and no input. FUZZ_SECONDS (45) is the time for each fuzz target; STAGES names
# the stages to run, if not all: STAGES="lint tests" scripts/test.sh
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/need.sh
exec < /dev/null

logs=.build/test-logs
mkdir -p "$logs"
passed=0
failed=0
failures=()
times=()
started=$SECONDS

# Crashing tests handle secrets too, and a backtrace prints memory.
export SWIFT_BACKTRACE=enable=no
export LSAN_OPTIONS=suppressions=$PWD/lsan.supp:print_suppressions=0
export TSAN_OPTIONS=halt_on_error=1

count() { # RESULT(0 or else) NAME
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failures+=("$2")
    fi
}

# Runs a command into a log. If it fails, shows the compiler's errors, or else how the log ends.
logged() { # LOG COMMAND...
    local log=$logs/$1.log status=0
    shift
    "$@" > "$log" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        # A file's errors come once for each file that was compiled with it.
        if grep -qE '^/.*: error: ' "$log"; then
            grep -E '^/.*: error: ' "$log" | sort -u | head -n 40
        else
            tail -n 60 "$log"
        fi
        echo "(all of it: $log)"
    fi
    return "$status"
}

one() { # NAME COMMAND...: counts as one test
    local status=0
    logged "$@" || status=$?
    count "$status" "$1"
    return "$status"
}

# Counts the lines `ok …` and `not ok …` of a command; one that fails without any is a failure.
tap() { # NAME COMMAND...
    local name=$1 log=$logs/$1.log status=0 line before=$failed
    shift
    "$@" > "$log" 2>&1 || status=$?
    while IFS= read -r line; do
        case $line in
            "ok "*) count 0 "$line" ;;
            "not ok "*) count 1 "$name: $line" ;;
        esac
    done < "$log"
    if [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; then count 1 "$name: exit status $status"; fi
    if [ "$failed" -ne "$before" ]; then tail -n 100 "$log"; else grep -E '^ok ' "$log"; fi
}

# The tests that started and did not end: one of them made the process crash.
unfinished() { # LOG
    comm -23 \
        <(sed -n 's/^[^ ]* Test \(".*"\|[^ ]*(.*)\) started\.$/\1/p' "$1" | sort -u) \
        <(sed -nE 's/^[^ ]+ Test (".*"|[^ ]+\(.*\)) (with .*)?(passed|failed) after .*/\1/p' "$1" |
            sed 's/ $//' | sort -u) | paste -s -d ' '
}

# The suites that wait for servers. They run in a process of their own: beside tests that compute
# for minutes, in as many threads as there are cores, every time limit of theirs would run out.
waiting='^(AgentClusterTests|AgentTests|ClusterTests|DeployTests|GitSourceTests|KubernetesTests|TransportTests)\.'

# What says nothing more when it runs slower: states counted by one thread without C code, and
# programs that are run in some order, which other tests run, too.
plain_only='^(ModelTests|AgentClusterTests\.(DrillTests|TraceTests|RotationChoiceTests))[./]'

# Builds and runs the tests of Swift Testing.
swift_tests() { # NAME SKIPPED OPTIONS...
    local name=$1 skipped=$2
    shift 2
    if ! logged "$name-build" swift build --build-tests "$@"; then
        count 1 "$name: does not build"
        return
    fi
    counted_tests "$name" --skip "$waiting|$skipped" "$@"
    # All at once, they start more servers than two cores have time for.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=10 \
        counted_tests "$name-servers" --filter "$waiting" --skip "$skipped" "$@"
}

# What a test that failed said first.
why() { # LOG LINE
    local test=${2%% failed after *}
    grep -F -A 2 " Test ${test%% with [0-9]* test case*} recorded an issue" "$1" |
        cut -c 1-500 | head -n 6 | sed 's/^/    /'
}

# Counts one run of tests. Without its last line the tests crashed or hung, whatever came before.
counted_tests() { # NAME OPTIONS...
    local name=$1 log=$logs/$1.log status=0 total bad line
    shift
    timeout --kill-after=10 1200 swift test --skip-build --disable-xctest "$@" > "$log" 2>&1 || status=$?
    # The tests are in another process group than `swift test`, and outlive it.
    if [ "$status" -eq 124 ]; then pkill -KILL -s 0 -f fleetsealPackageTests || true; fi
    total=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\} .*/\1/p' "$log" | tail -n 1)
    bad=0
    while IFS= read -r line; do
        bad=$((bad + 1))
        failures+=("$name: $line")
        failures+=("$(why "$log" "$line")")
    done < <(grep -E '^[^ ]+ Test (".*"|[^ ]+\(.*\)) .*failed after ' "$log" | sed 's/^[^ ]* Test //')
    if [ -z "$total" ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        bad=$((bad + 1))
        failures+=("$name: exit status $status, see $log; still running: $(unfinished "$log")")
        # What a sanitizer says at the end of all tests belongs to none of them.
        failures+=("$(grep -m 5 -E '^SUMMARY: |ERROR: .*Sanitizer|WARNING: ThreadSanitizer' "$log")")
    fi
    if [ -n "$total" ] && [ "$total" -eq 0 ]; then
        bad=$((bad + 1))
        failures+=("$name: no tests were found")
    fi
    if [ "$bad" -gt 0 ]; then
        grep -vE ' started\.$|^[^ ]+ (Test|Suite) .* passed after |^\[[0-9]+/' "$log" | tail -n 200
    fi
    passed=$((passed + ${total:-0} - (bad < ${total:-0} ? bad : ${total:-0})))
    failed=$((failed + bad))
    echo "$name: ${total:-0} tests, $bad failed"
}

stage_lint() { tap lint scripts/lint.sh; }
stage_build() { one build swift build --explicit-target-dependency-import-check error; }
# The API server and the Git servers that tests talk to. Built once for a user, and found after that.
stage_testbed() {
    if one testbed scripts/testbed.sh; then
        KUBEBUILDER_ASSETS=$(tail -n 1 "$logs/testbed.log")
        export KUBEBUILDER_ASSETS
    fi
}
stage_tests() { swift_tests tests '^$' --explicit-target-dependency-import-check error; }
# A folder each: objects built with a sanitizer are of no use to any other build.
stage_asan() { swift_tests asan "$plain_only" --sanitize address --scratch-path .build/asan; }
# Nor does a parser of one thread's have anything to race with.
stage_tsan() { swift_tests tsan "$plain_only|^YAMLTests\." --sanitize thread --scratch-path .build/tsan; }
stage_fuzz() { FUZZ_SECONDS=${FUZZ_SECONDS:-45} tap fuzz scripts/fuzz.sh; }
stage_release() { one release scripts/release.sh; }
stage_bench() { SHORT=1 one bench scripts/bench.sh; cat "$logs/bench.log"; }
stage_end_to_end() {
    local script
    # Nothing to do after the stage before; alone, this one must not test an older program.
    if ! logged end_to_end-release scripts/release.sh; then
        count 1 "end_to_end: the release does not build"
        return
    fi
    export FLEETSEAL=$PWD/.build/release/fleetseal FLEETSEAL_AGENT=$PWD/.build/release/fleetseal-agent
    for script in Tests/EndToEnd/*.sh; do
        [ -e "$script" ] || continue
        tap "$(basename "$script" .sh)" "$script"
    done
}

need_build
# What tests run for real: shells that complete, terminals, mounts and memory of other processes.
need_debian git bsdutils util-linux mount procps zsh fish gdb python3 lua5.3
for stage in ${STAGES:-lint build testbed tests asan tsan fuzz release end_to_end bench}; do
    echo "== $stage"
    since=$SECONDS
    "stage_$stage"
    times+=("$(printf '%-12s %3d:%02d' "$stage" $(((SECONDS - since) / 60)) $(((SECONDS - since) % 60)))")
done

echo "== time"
printf '%s\n' "${times[@]}"
printf '%-12s %3d:%02d\n' total $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
if [ "$failed" -gt 0 ]; then
    echo "== failed"
    printf '%s\n' "${failures[@]}"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
