import Foundation

/// The commands of `docs/disaster-recovery.md`, section by section.
struct DrillPage {
    private let sections: [Substring]

    init() throws {
        let path = TestFleet.source("docs/disaster-recovery.md")
        sections = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n## ")
    }

    /// Titles of the sections that have commands.
    var titles: [String] {
        sections.filter { $0.contains("```bash\n") }.map { String($0.prefix { $0 != "\n" }) }
    }

    /// The blocks of a section, in their order.
    func commands(of title: String) -> [String] {
        guard let section = sections.first(where: { $0.hasPrefix(title + "\n") }) else { return [] }
        return section.matches(of: /(?s)```bash\n(.*?)```/).map { String($0.output.1) }
    }
}
