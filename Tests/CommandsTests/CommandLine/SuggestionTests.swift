import Testing

@testable import CommandLine
@testable import Commands

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "ABC", 0), ("abc", "acb", 1),
        ("cluster", "clutser", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
        ("rotate", "rotat", 1),
    ])
    func `counts the mistakes`(left: String, right: String, distance: Int) {
        #expect(Suggestion.distance(left, right) == distance)
        #expect(Suggestion.distance(right, left) == distance)
    }

    @Test(arguments: [
        ("stauts", ["status"]), ("xyz", []), ("pla", ["plan"]), ("se", ["set"]), ("s", []),
        ("open", ["open"]), (String(repeating: "a", count: 100_000), []),
    ])
    func `offers only what is near`(word: String, found: [String]) {
        #expect(Suggestion.nearest(to: word, among: ["status", "plan", "set", "open"]) == found)
    }

    @Test(arguments: [
        ("cluster", true), ("--lable", true), ("hunter2", false), ("p@ss", false), ("a b", false),
        ("\u{1B}[2J", false), (String(repeating: "a", count: 25), false),
    ])
    func `repeats only what looks like a name`(word: String, isEchoable: Bool) {
        #expect(Suggestion.isEchoable(word) == isEchoable)
    }
}
