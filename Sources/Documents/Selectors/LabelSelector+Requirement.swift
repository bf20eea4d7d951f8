extension LabelSelector {
    /// One condition on one label.
    package struct Requirement: Hashable, Sendable {
        /// How the label is compared; the raw value is what Kubernetes writes in YAML.
        package enum Operator: String, CaseIterable, Sendable {
            case `in` = "In"
            case notIn = "NotIn"
            case exists = "Exists"
            case doesNotExist = "DoesNotExist"
        }

        /// The label's key.
        package let key: String
        /// How its value is compared.
        package let `operator`: Operator
        /// What it is compared with, sorted by bytes and without repeats.
        package let values: [String]

        /// Checks the key, the values and that there are some exactly where the operator needs them.
        package init(
            key: String,
            operator: Operator,
            values: [String]
        ) throws(SelectorError) {
            self.key = try LabelSelector.checkedKey(key)
            self.operator = `operator`
            guard values.count <= LabelSelector.valueLimit else {
                throw SelectorError("more than \(LabelSelector.valueLimit) values for \(key)")
            }
            var sorted: [String] = []
            for value in values { sorted.append(try LabelSelector.checkedValue(value, of: key)) }
            sorted.sort(by: LabelSelector.precedes)
            self.values = sorted.reduce(into: []) { kept, value in
                if kept.last.map({ !LabelSelector.areSame($0, value) }) ?? true {
                    kept.append(value)
                }
            }
            switch `operator` {
            case .in, .notIn:
                guard !values.isEmpty else {
                    throw SelectorError("\(`operator`.rawValue) of \(key) has no values")
                }
            case .exists, .doesNotExist:
                guard values.isEmpty else {
                    throw SelectorError("\(`operator`.rawValue) of \(key) takes no values")
                }
            }
        }

        /// Whether an object with these labels meets the condition.
        ///
        /// One without the key meets `NotIn`, as it does everywhere in Kubernetes.
        package func matches(_ labels: [String: String]) -> Bool {
            let label = LabelSelector.value(of: key, in: labels)
            let isAmong = label.map { label in
                values.contains { LabelSelector.areSame($0, label) }
            }
            return switch `operator` {
            case .in: isAmong == true
            case .notIn: isAmong != true
            case .exists: label != nil
            case .doesNotExist: label == nil
            }
        }
    }
}

extension LabelSelector.Requirement: CustomStringConvertible {
    /// The condition as `LabelSelector` parses it.
    package var description: String {
        let list = values.joined(separator: ",")
        return switch `operator` {
        case .in: "\(key) in (\(list))"
        case .notIn: "\(key) notin (\(list))"
        case .exists: key
        case .doesNotExist: "!\(key)"
        }
    }
}
