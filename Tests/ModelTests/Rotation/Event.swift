/// What somebody writes into the repository.
enum Change: Hashable, Sendable {
    case request(cluster: Int)
    case take(cluster: Int)
    case promote(cluster: Int)
    case abandon(cluster: Int)
    case restore(cluster: Int)
    case revoke(cluster: Int)
    case rekey(group: Int)
    case reseal(group: Int)
    case retire(group: Int)
    case set(group: Int)
    case remove(cluster: Int, group: Int)
    case sync(group: Int)
    case damage(groupKey: Int, cluster: Int)
    case intrude(cluster: Int)
    case revert
}

/// One thing that happens.
enum Event: Sendable {
    /// A change is made and lands at once.
    case makes(Change)
    /// A change is made on today's tip and lands later, or never.
    case begins(Change)
    case lands(Change)
    case isRefused(Change)
    case isForced(Change)
    case looks(cluster: Int)
    case publishes(cluster: Int)
    case seesNothing(cluster: Int)
    case destroys(cluster: Int)
    case backsUpAgent, restoresAgent, backsUpRegistry, restoresRegistry
    case copies, replays, plants
    case forges(Forgery)
}

/// What somebody without any key writes where an agent publishes.
enum Forgery: Hashable, Sendable {
    /// A next key of the outsider.
    case key
    /// Lines that nobody opens.
    case lines
    /// The highest counter there is.
    case counter
}

extension Event: CustomStringConvertible {
    private static func name(_ cluster: Int) -> String { ["east", "west"][cluster] }

    var description: String {
        switch self {
        case .makes(let change): "\(change)"
        case .begins(let change): "on a branch: \(change)"
        case .lands(let change): "the branch lands: \(change)"
        case .isRefused(let change): "the branch is refused: \(change)"
        case .isForced(let change): "the branch is forced past check: \(change)"
        case .looks(let cluster): "agent of \(Self.name(cluster)) looks at the registry"
        case .publishes(let cluster): "agent of \(Self.name(cluster)) publishes"
        case .seesNothing(let cluster): "agent of \(Self.name(cluster)) is shown an empty registry"
        case .destroys(let cluster): "a person destroys old keys of \(Self.name(cluster))"
        case .backsUpAgent: "etcd of east is backed up"
        case .restoresAgent: "etcd of east is restored"
        case .backsUpRegistry: "the repository is backed up"
        case .restoresRegistry: "the repository is restored"
        case .copies: "an outsider copies the publication of east"
        case .replays: "an outsider puts the copy of the publication back"
        case .plants: "an outsider puts a key of their own beside those of east"
        case .forges(let what): "an outsider publishes for east: \(what)"
        }
    }
}

extension Change: CustomStringConvertible {
    private static func name(_ cluster: Int) -> String { ["east", "west"][cluster] }
    private static func title(_ group: Int) -> String { ["production", "fleet"][group] }

    var description: String {
        switch self {
        case .request(let cluster): "CI asks \(Self.name(cluster)) for a next key"
        case .take(let cluster): "CI takes key and lines of \(Self.name(cluster))"
        case .promote(let cluster): "CI promotes the next key of \(Self.name(cluster))"
        case .abandon(let cluster): "rotate --abandon \(Self.name(cluster))"
        case .restore(let cluster): "rotate --restore \(Self.name(cluster))"
        case .revoke(let cluster): "cluster revoke \(Self.name(cluster))"
        case .rekey(let group): "group rekey \(Self.title(group))"
        case .reseal(let group): "reseal \(Self.title(group))"
        case .retire(let group): "group retire \(Self.title(group))"
        case .set(let group): "a new value for \(Self.title(group))"
        case .remove(let cluster, let group):
            "\(Self.name(cluster)) is taken out of \(Self.title(group))"
        case .sync(let group): "group sync \(Self.title(group))"
        case .damage(let key, let cluster):
            "a merge by hand damages the line of \(Self.name(cluster))'s next key for group key \(key)"
        case .intrude(let cluster):
            "an outsider writes a next key of their own for \(Self.name(cluster)) into Git"
        case .revert: "git revert of the promotion"
        }
    }
}
