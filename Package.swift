// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fleetseal",
    products: [
        .executable(name: "fleetseal", targets: ["fleetseal"]),
        .executable(name: "fleetseal-agent", targets: ["fleetseal-agent"]),
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
        // The same for libcurl and simdjson.
        .target(name: "CCurl"),
        .target(name: "CSimdjson"),

        .target(name: "Threads"),
        .target(name: "Sealing", dependencies: ["CSodium", "Threads"]),
        .target(name: "YAML", dependencies: ["CYAML"]),
        .target(name: "SafeText"),
        .target(name: "Files", dependencies: ["CLinux", "Threads"]),
        .target(name: "Documents", dependencies: ["Sealing", "YAML"]),
        .target(name: "Rotation", dependencies: ["Sealing"]),
        .target(
            name: "Fleet",
            dependencies: ["Documents", "Files", "Rotation", "Sealing", "Threads", "YAML"]
        ),
        .target(name: "Reconciling", dependencies: ["Documents", "Threads", "Sealing", "YAML"]),
        .target(name: "Git", dependencies: ["CGit2", "Files", "Threads", "Sealing"]),
        .target(name: "GitSource", dependencies: ["Files", "Git", "Threads", "Sealing"]),
        .target(name: "Payloads"),
        .target(name: "JSON", dependencies: ["CSimdjson", "Payloads", "SafeText", "Sealing"]),
        .target(name: "Transport", dependencies: ["CCurl", "Threads", "Payloads"]),
        .target(
            name: "Kubernetes",
            dependencies: ["Files", "JSON", "Threads", "Payloads", "Transport", "YAML"]
        ),
        .target(
            name: "Inspection",
            dependencies: ["Fleet", "Documents", "Files", "Git", "Sealing", "YAML"]
        ),
        .target(name: "CommandLine", dependencies: ["Files", "Threads", "SafeText", "Sealing"]),
        .target(
            name: "Commands",
            dependencies: [
                "CommandLine", "Fleet", "Documents", "Files", "Git", "Inspection", "JSON",
                "Kubernetes", "Payloads", "Reconciling", "Rotation", "SafeText", "Sealing", "YAML",
            ]
        ),
        .executableTarget(name: "fleetseal", dependencies: ["Commands"]),

        // A target with a source file of its own: libmicrohttpd is loaded by agents that listen.
        .target(name: "CMicroHTTPD"),
        .target(name: "Telemetry", dependencies: ["CMicroHTTPD", "JSON", "Threads"]),
        .target(
            name: "Agent",
            dependencies: [
                "CLinux", "CommandLine", "Documents", "Files", "Fleet", "Git", "GitSource",
                "JSON", "Kubernetes", "Payloads", "Reconciling", "Rotation", "Sealing",
                "Telemetry", "Threads", "YAML",
            ]
        ),
        .executableTarget(name: "fleetseal-agent", dependencies: ["Agent"]),

        .target(name: "Waiting", path: "Tests/Waiting"),
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
            dependencies: [
                "Fleet", "Documents", "Files", "Rotation", "Sealing", "YAML", "TestSupport",
            ]
        ),
        .testTarget(name: "RotationTests", dependencies: ["Rotation", "Sealing"]),
        .testTarget(name: "ModelTests"),
        .testTarget(
            name: "ReconcilingTests",
            dependencies: [
                "Reconciling", "Documents", "Threads", "Sealing", "YAML", "TestSupport", "Waiting",
            ]
        ),
        .testTarget(name: "GitTests", dependencies: ["Git", "Files"]),
        .testTarget(name: "PayloadsTests", dependencies: ["Payloads"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Payloads", "SafeText"]),
        .target(
            name: "TransportSupport",
            dependencies: ["Threads"],
            path: "Tests/TransportSupport"
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Transport", "TransportSupport", "Payloads", "Waiting"]
        ),
        .testTarget(
            name: "KubernetesTests",
            dependencies: [
                "ClusterSupport", "Kubernetes", "JSON", "Payloads", "Transport",
                "TransportSupport", "Waiting",
            ]
        ),
        .testTarget(
            name: "GitSourceTests",
            dependencies: ["GitSource", "ClusterSupport", "Files", "Git", "Sealing", "Waiting"],
            exclude: ["Proxy/proxy.py"]
        ),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "Inspection", "Fleet", "Documents", "Files", "Git", "Sealing", "YAML",
                "TestSupport",
            ]
        ),
        .testTarget(name: "TelemetryTests", dependencies: ["Threads", "Telemetry"]),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "CommandLine", "Documents", "Files", "GitSource", "Reconciling", "Sealing",
                "Telemetry", "TestSupport",
            ]
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "CommandLine", "Commands", "Documents", "Fleet", "Inspection", "JSON", "SafeText",
                "Sealing", "YAML", "fleetseal",
                "TestSupport",
            ],
            exclude: ["Transcripts"]
        ),

        // Real servers for tests: an API server with etcd, Git servers, a proxy that makes faults.
        .target(
            name: "ClusterSupport",
            dependencies: ["Threads", "Waiting"],
            path: "Tests/ClusterSupport",
            exclude: ["Servers/proxy.py"]
        ),
        .testTarget(name: "ClusterTests", dependencies: ["ClusterSupport", "Waiting"]),
        .testTarget(
            name: "AgentClusterTests",
            dependencies: [
                "Agent", "ClusterSupport", "JSON", "Kubernetes", "Payloads", "Reconciling",
                "Rotation", "Sealing", "Threads", "Waiting",
                "fleetseal",
                "fleetseal-agent",
            ]
        ),
        .testTarget(
            name: "DeployTests",
            dependencies: ["ClusterSupport", "Reconciling", "Waiting", "fleetseal"]
        ),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17
)

// Only for `make fuzz`, see Fuzz/README.md: these are linked with libFuzzer's `main`.
if Context.environment["FLEETSEAL_FUZZ"] == "1" {
    let fuzzTargets: [(name: String, modules: [Target.Dependency])] = [
        ("Documents", ["Documents", "Fleet", "Sealing", "YAML"]),
        ("GitPlaces", ["Git", "GitSource"]),
        ("Identities", ["Sealing", "TestSupport"]),
        ("Journal", ["Files"]),
        ("JSON", ["JSON", "Payloads"]),
        ("Kubeconfig", ["Kubernetes", "Payloads", "Transport"]),
        ("Marks", ["Reconciling", "Rotation"]),
        ("Merging", ["Documents", "Fleet"]),
        ("Pins", ["Fleet"]),
        ("Plaintext", ["Inspection", "YAML"]),
        ("Review", ["Inspection"]),
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
    for name in ["BenchAgents", "BenchFleet", "BenchLoad"] {
        package.targets.append(
            .executableTarget(
                name: name,
                dependencies: [
                    "CommandLine", "Documents", "Files", "Fleet", "Rotation", "Sealing", "YAML",
                ],
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
let cTargets: Set = ["CCurl", "CGit2", "CMicroHTTPD", "CSimdjson", "CYAML"]
for target in package.targets where target.type != .system && !cTargets.contains(target.name) {
    target.swiftSettings = settings
}
