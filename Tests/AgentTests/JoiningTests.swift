import Fleet
import Sealing
import Testing

@testable import Agent

/// What two replicas of an agent know is put together.
@Suite struct JoiningTests {
    private let key = PrivateKey.random().publicKey

    private func pin(_ operatorName: String, _ epochs: [String: Int]) -> Pin {
        Pin(fleet: "a", name: "fleet", operators: [operatorName: key], epochs: epochs)
    }

    @Test func `the highest epochs count, and the operators of the newer fleet`() {
        let older = pin("ann", ["fleet": 1, "group/x": 5])
        let newer = pin("bob", ["fleet": 2, "group/x": 4, "cluster/y": 1])
        let all = pin("bob", ["fleet": 2, "group/x": 5, "cluster/y": 1])
        #expect(older.joined(newer) == all)
        #expect(newer.joined(older) == all)
    }

    @Test func `another fleet's pin is nothing`() {
        let own = pin("ann", ["fleet": 1])
        let other = Pin(fleet: "b", name: "b", operators: ["bob": key], epochs: ["fleet": 9])
        #expect(own.joined(other) == own)
    }

    @Test func `every group key is kept, and the first text's lines`() {
        let joined = GroupKeyFile.joined("h\nx k1 new\ny k2 new\n", "h\nx k1 old\nx k3 old\n")
        let lines = joined.split(separator: "\n").dropFirst()
        #expect(lines == ["x k1 new", "x k3 old", "y k2 new"])
        #expect(GroupKeyFile.joined("h\nx k1 new\n", "").split(separator: "\n").count == 2)
    }
}
