// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fleetseal",
    products: [
        .executable(name: "fleetseal", targets: ["fleetseal"])
    ],
    targets: [
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
        ),
        // A target with a source file of its own: libyaml's allocator, so that what it read is wiped.
        .target(name: "CYAML", linkerSettings: [.linkedLibrary("yaml")]),

        .systemLibrary(name: "CLinux"),
        // A target with a source file of its own: libgit2 is loaded when it is needed, not linked.
        .target(name: "CGit2"),

        .target(name: "Sealing", dependencies: ["CSodium"]),
        .target(name: "YAML", dependencies: ["CYAML"]),
        .target(name: "Files", dependencies: ["CLinux"]),
        .target(name: "Documents", dependencies: ["Sealing", "YAML"]),
        .target(name: "Fleet", dependencies: ["Documents", "Files", "Sealing", "YAML"]),
        .target(name: "Reconciling", dependencies: ["Documents", "Sealing", "YAML"]),
        .target(name: "Git", dependencies: ["CGit2", "Files"]),
        .target(
            name: "Inspection",
            dependencies: ["Fleet", "Documents", "Files", "Git", "Sealing", "YAML"]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "Fleet", "Documents", "Files", "Git", "Inspection", "Sealing", "YAML",
            ]
        ),
        .executableTarget(name: "fleetseal", dependencies: ["Commands"]),

        .target(name: "TestSupport", dependencies: ["Sealing"], path: "Tests/TestSupport"),
        .testTarget(
            name: "SealingTests",
            dependencies: ["Sealing", "TestSupport"],
            exclude: ["Vectors"]
        ),
        .testTarget(name: "YAMLTests", dependencies: ["YAML", "TestSupport"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Documents", "Sealing", "YAML", "TestSupport"]
        ),
        .testTarget(
            name: "FleetTests",
            dependencies: ["Fleet", "Documents", "Files", "Sealing", "YAML", "TestSupport"]
        ),
        .testTarget(
            name: "ReconcilingTests",
            dependencies: ["Reconciling", "Documents", "Sealing", "YAML", "TestSupport"]
        ),
        .testTarget(name: "GitTests", dependencies: ["Git", "Files"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "Inspection", "Fleet", "Documents", "Files", "Git", "Sealing", "YAML",
                "TestSupport",
            ]
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Commands", "Documents", "Fleet", "Inspection", "Sealing", "fleetseal",
                "TestSupport",
            ],
            exclude: ["Transcripts"]
        ),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)

// Only for `make fuzz`, see Fuzz/README.md: these are linked with libFuzzer's `main`.
if Context.environment["FLEETSEAL_FUZZ"] == "1" {
    let fuzzTargets: [(name: String, modules: [Target.Dependency])] = [
        ("Documents", ["Documents", "Fleet", "Sealing", "YAML"]),
        ("Identities", ["Sealing", "TestSupport"]),
        ("Journal", ["Files"]),
        ("Marks", ["Reconciling"]),
        ("Pins", ["Fleet"]),
        ("Selectors", ["Documents"]),
        ("Templates", ["Documents", "Sealing", "TestSupport"]),
        ("Texts", ["Sealing", "TestSupport"]),
        ("YAML", ["YAML"]),
    ]
    for (name, modules) in fuzzTargets {
        package.targets.append(
            .executableTarget(
                name: "Fuzz\(name)",
                dependencies: modules,
                path: "Fuzz/\(name)",
                exclude: ["corpus"]
            )
        )
    }
}

// Only for `make bench`, see Benchmarks/README.md.
if Context.environment["FLEETSEAL_BENCH"] == "1" {
    for name in ["BenchFleet", "BenchLoad"] {
        package.targets.append(
            .executableTarget(
                name: name,
                dependencies: ["Fleet", "Documents", "Files", "Sealing", "YAML"],
                path: "Benchmarks/\(name)"
            )
        )
    }
}

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]
let cTargets: Set = ["CGit2", "CYAML"]
for target in package.targets where target.type != .system && !cTargets.contains(target.name) {
    target.swiftSettings = settings
}
