/// How traces name what has a number.
enum Names {
    static func cluster(_ number: Int) -> String { ["east", "west"][number] }

    static func group(_ number: Int) -> String { ["production", "fleet"][number] }
}

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
    case revertValue(group: Int)
    /// The steps of all clusters in one commit.
    case takeJointly
    case promoteUnread(cluster: Int)
    case intrudeByRetired
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
    /// By the tip, or by what is shown of it.
    case looks(cluster: Int, View?)
    case publishes(cluster: Int, View?)
    case fallsBehind
    case seesNothing(cluster: Int)
    case crashes(cluster: Int)
    case destroys(cluster: Int)
    case backsUpAgent, restoresAgent, backsUpRegistry, restoresRegistry
    case copies, replays, plants, steals
    case isDeposed(Deposition)
    case goesOn
    case forges(Forgery)
}

/// What somebody without any key writes where an agent publishes.
enum Forgery: String, Sendable {
    /// A next key of the outsider.
    case key
    /// Lines that nobody opens.
    case lines
    /// The highest counter there is.
    case counter
    /// A next key of the outsider, signed by a key that was stolen after it was retired.
    case byRetired = "a key, signed by a retired one"
}

/// Amid what a replica loses its lead.
enum Deposition: String, Sendable {
    /// It made a key, followed a promotion, or opened something.
    case looking = "has looked, before it remembers what came of it"
    case publishing = "has made a publication, before it remembers that"
    case publishingLate = "has remembered a publication, before anybody can read it"
}

extension Event: CustomStringConvertible {
    var description: String {
        switch self {
        case .makes(let change): "\(change)"
        case .begins(let change): "on a branch: \(change)"
        case .lands(let change): "the branch lands: \(change)"
        case .isRefused(let change): "the branch is refused: \(change)"
        case .isForced(let change): "the branch is forced past check: \(change)"
        case .looks(let cluster, let view):
            "agent of \(Names.cluster(cluster)) looks at \(view.map { "a part of the registry: \($0)" } ?? "the registry")"
        case .publishes(let cluster, let view):
            "agent of \(Names.cluster(cluster)) publishes\(view.map { " by a part of the registry: \($0)" } ?? "")"
        case .fallsBehind: "delivery to the clusters falls behind"
        case .seesNothing(let cluster):
            "agent of \(Names.cluster(cluster)) is shown an empty registry"
        case .crashes(let cluster): "agent of \(Names.cluster(cluster)) crashes"
        case .destroys(let cluster): "a person destroys old keys of \(Names.cluster(cluster))"
        case .backsUpAgent: "etcd of east is backed up"
        case .restoresAgent: "etcd of east is restored"
        case .backsUpRegistry: "the repository is backed up"
        case .restoresRegistry: "the repository is restored"
        case .copies: "an outsider copies the publication of east"
        case .replays: "an outsider puts the copy of the publication back"
        case .plants: "an outsider puts a key of their own beside those of east"
        case .steals: "a thief copies the keys of east that are retired"
        case .isDeposed(let amid): "a replica of east's agent is stopped when it \(amid.rawValue)"
        case .goesOn: "the replica that was stopped goes on, and leads no more"
        case .forges(let what): "an outsider publishes for east: \(what.rawValue)"
        }
    }
}

extension Change: CustomStringConvertible {
    var description: String {
        switch self {
        case .request(let cluster): "CI asks \(Names.cluster(cluster)) for a next key"
        case .take(let cluster): "CI takes key and lines of \(Names.cluster(cluster))"
        case .promote(let cluster): "CI promotes the next key of \(Names.cluster(cluster))"
        case .abandon(let cluster): "rotate --abandon \(Names.cluster(cluster))"
        case .restore(let cluster): "rotate --restore \(Names.cluster(cluster))"
        case .revoke(let cluster): "cluster revoke \(Names.cluster(cluster))"
        case .rekey(let group): "group rekey \(Names.group(group))"
        case .reseal(let group): "reseal \(Names.group(group))"
        case .retire(let group): "group retire \(Names.group(group))"
        case .set(let group): "a new value for \(Names.group(group))"
        case .remove(let cluster, let group):
            "\(Names.cluster(cluster)) is taken out of \(Names.group(group))"
        case .sync(let group): "group sync \(Names.group(group))"
        case .damage(let key, let cluster):
            "a merge by hand damages the line of \(Names.cluster(cluster))'s next key for group key \(key)"
        case .intrude(let cluster):
            "an outsider writes a next key of their own for \(Names.cluster(cluster)) into Git"
        case .revertValue(let group):
            "git revert, past check, of what was resealed for \(Names.group(group))"
        case .takeJointly: "CI takes a step for every cluster in one commit"
        case .promoteUnread(let cluster):
            "CI promotes the next key of \(Names.cluster(cluster)) without having read its publication"
        case .intrudeByRetired:
            "a thief writes a next key of their own into Git, vouched for by a retired key of east"
        case .revert: "git revert of the promotion"
        }
    }
}
