internal import CommandLine
internal import Inspection

/// A plan in one line.
struct PlanSummary {
    let plan: Plan

    init(_ plan: Plan) {
        self.plan = plan
    }

    var text: String {
        guard plan.changedFiles > 0 else { return "nothing changes" }
        let dangers =
            plan.dangers == 0
            ? "nothing dangerous" : String(plan.dangers, "dangerous change")
        return
            "\(String(plan.changedFiles, "file")) changed; \(dangers); \(values); \(clusters)"
    }

    private var values: String {
        let parts = ValueChange.Kind.allCases.compactMap { kind -> String? in
            let count = plan.values.filter { $0.kind == kind }.count
            return count == 0 ? nil : "\(count) \(kind == .resealed ? "re-sealed" : kind.rawValue)"
        }
        return parts.isEmpty ? "no value" : "values: " + parts.joined(separator: ", ")
    }

    private var clusters: String {
        "\(plan.affectedClusters) of \(String(plan.clusterCount, "cluster")) affected"
    }
}
