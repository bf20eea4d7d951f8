internal import CommandLine

/// What `git setup` writes into the configuration of a clone.
///
/// Each driver is a line of shell that does what git itself would do where fleetseal is not installed:
/// a driver that is not found would leave one side's text as if it were the merged one.
enum DriverSettings {
    /// Names and values, in the order of writing.
    static let all = [
        ("diff.fleetseal.textconv", textconv),
        ("merge.fleetseal.name", "documents of fleetseal"),
        ("merge.fleetseal.driver", merge),
    ]

    private static let textconv =
        "convert() { if command -v fleetseal >/dev/null 2>&1; then fleetseal git textconv -- \"$1\" || cat \"$1\"; else cat \"$1\"; fi; }; convert"

    // Git puts the names in, quoted where they may need it. 0 and 3 are what it came to; with
    // anything else our side's file is as it was.
    private static let merge =
        "code=1; if command -v fleetseal >/dev/null 2>&1; then fleetseal git merge -- %O %A %B %L %P; code=$?; fi; case $code in 0|3) exit $code ;; esac; git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"

    /// Whether a setting is one of ours, be it of another version.
    static func isOurs(_ value: String, of name: String) -> Bool {
        name == "merge.fleetseal.name" || value.contains("fleetseal git ")
    }
}
