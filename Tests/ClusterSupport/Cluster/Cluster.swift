import Foundation
import Synchronization

/// A real API server of Kubernetes with its etcd, on loopback ports, in a temporary folder.
///
///     try await Cluster.with { cluster in … }      // one of its own: may be killed, stopped, filled
///     let cluster = try await Cluster.shared()     // one for all tests of the process
///     let namespace = try await cluster.namespace()
///
/// Rights are checked (RBAC), and certificates come from a throw-away authority. Nothing else of
/// Kubernetes runs: no controller makes service accounts, collects garbage or empties a namespace
/// that is deleted, and no node runs a pod. Each test uses a namespace of its own and leaves it.
package final class Cluster: Sendable {
    /// What a cluster is started with.
    package struct Options: Sendable {
        /// Further flags of kube-apiserver.
        package var flags: [String]

        package init(flags: [String] = []) {
            self.flags = flags
        }
    }

    /// Where the API server answers.
    package let url: String
    package let port: Int
    package let apiServer: Server
    package let etcd: Server
    /// The port of etcd's own API.
    package let etcdPort: Int
    /// The kubeconfig file of a user who may do everything.
    package let admin: String

    let folder: TemporaryFolder
    let authority: CertificateAuthority
    /// Signs the client certificate of a proxy, which may then say who a request is from.
    let proxyAuthority: CertificateAuthority
    private let counter = Atomic<Int>(0)

    /// Starts a cluster for one test, and ends it however the test ends.
    package static func with<Value>(
        _ options: Options = Options(),
        _ body: (Cluster) async throws -> Value
    ) async throws -> Value {
        let cluster = try await starts.next { try await Cluster(options) }
        do {
            let value = try await body(cluster)
            await cluster.end()
            return value
        } catch {
            await cluster.end()
            throw error
        }
    }

    /// The one that tests share which neither stop it nor fill it; ends with the process.
    package static func shared() async throws -> Cluster {
        try await sharedOne.value
    }

    private static let sharedOne = Task { try await lasting() }

    /// Starts one that ends with the process, for tests whose objects others must not meet.
    package static func lasting() async throws -> Cluster {
        try await starts.next { try await Cluster(Options()) }
    }

    // Starting one takes seconds of a core; ten at once would take each a minute.
    private static let starts = Turns()

    private init(_ options: Options) async throws {
        folder = try TemporaryFolder("cluster")
        let files = ClusterFiles(folder: folder)
        authority = try await CertificateAuthority("ca", in: folder.path)
        proxyAuthority = try await CertificateAuthority("proxy-ca", in: folder.path)
        try await files.write(authority)
        port = try Port.free()
        url = "https://127.0.0.1:\(port)"
        admin = try await files.kubeconfig(
            "admin",
            server: url,
            authority: authority.certificate,
            user: .certificate(
                authority.client("admin", name: "admin", organisations: ["system:masters"])
            )
        )
        etcdPort = try Port.free()
        etcd = try await files.startEtcd(port: etcdPort, peerPort: Port.free())
        do {
            apiServer = try await files.startAPIServer(
                port: port,
                etcdPort: etcdPort,
                admin: admin,
                flags: options.flags
            )
        } catch {
            await etcd.kill()
            throw error
        }
    }

    private func end() async {
        await apiServer.kill()
        await etcd.kill()
    }

    /// A number that this cluster has not given before, for names.
    func number() -> Int { counter.add(1, ordering: .relaxed).newValue }

    /// Makes a namespace that no other test uses.
    package func namespace(_ purpose: String = "test") async throws -> String {
        let name = "\(purpose)-\(number())"
        try await kubectl("create", "namespace", name)
        return name
    }
}
