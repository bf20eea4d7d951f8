internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection

/// The matrix for programs; cells of columns that a secret is not for are left out.
struct CoverageJSON {
    private let matrix: CoverageMatrix

    init(_ matrix: CoverageMatrix) {
        self.matrix = matrix
    }

    var value: JSONValue {
        [
            "by": .string(matrix.axis.rawValue),
            "columns": .array(matrix.columns.map(column)),
            "gaps": .integer(matrix.gaps),
            "secrets": .array(matrix.secrets.map(secret)),
        ]
    }

    private func column(_ column: CoverageMatrix.Column) -> JSONValue {
        ["name": .string(column.name), "clusters": .integer(column.clusters.count)]
    }

    private func secret(_ secret: SecretCoverage) -> JSONValue {
        [
            "secret": .string(secret.title),
            "path": .string(secret.entry.document.path),
            "clusters": .integer(secret.addressed.count),
            "outages": .array(secret.outages.map(outage)),
            "keys": .array(secret.keys.map { key($0, secret) }),
        ]
    }

    private func outage(_ outage: (obstacle: Obstacle, clusters: ClusterSet)) -> JSONValue {
        [
            "clusters": JSONValue(matrix.census.names(outage.clusters)),
            "obstacle": .string(outage.obstacle.phrase.text),
        ]
    }

    private func key(_ key: SecretCoverage.Key, _ secret: SecretCoverage) -> JSONValue {
        [
            "key": .string(key.key),
            "optional": .boolean(key.isOptional),
            "templateOnly": .boolean(key.isOmitted),
            "gaps": JSONValue(secret.gaps(key).map(matrix.census.names) ?? []),
            "cells": .array(matrix.columns.compactMap { cell(key, secret, $0) }),
        ]
    }

    private func cell(
        _ key: SecretCoverage.Key,
        _ secret: SecretCoverage,
        _ column: CoverageMatrix.Column
    ) -> JSONValue? {
        let cell = matrix.cell(secret, key, column)
        guard cell.state != .none else { return nil }
        return [
            "column": .string(column.name),
            "state": .string(cell.state.rawValue),
            "clusters": .integer(cell.clusters),
            "given": .integer(cell.given),
            "layers": JSONValue(cell.layers.map { $0 ?? "template" }),
        ]
    }
}
