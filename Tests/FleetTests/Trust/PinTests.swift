import Sealing
import TestSupport
import Testing

@testable import Fleet

struct PinVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let writtenText: String?
    let reason: String?
    var testDescription: String { name }
}

@Suite struct PinTests {
    static let vectors = VectorFile<PinVector>.independent("pins")

    static func pin() throws -> Pin {
        Pin(
            fleet: "fabcdefghijklmnopqrst",
            name: "acme",
            operators: [
                "bob": PrivateKey.random().publicKey, "alice": PrivateKey.random().publicKey,
                "a-1": PrivateKey.random().publicKey,
            ],
            epochs: ["group/b": 2, "fleet": 4, "cluster/a": 10, "cluster/a-b": 1]
        )
    }

    @Test func `no vector is lost`() { #expect(Self.vectors.count >= 11) }

    @Test(arguments: vectors)
    func `reads what the independent implementation reads`(vector: PinVector) throws {
        do throws(TrustError) {
            let pin = try Pin(parsing: vector.text, path: "pin")
            #expect(vector.reason == nil)
            #expect(pin.text == vector.writtenText)
        } catch {
            #expect(vector.reason == "bad pin", "\(error)")
        }
    }

    @Test func `what is written is read again`() throws {
        let pin = try Self.pin()
        #expect(try Pin(parsing: pin.text, path: "pin") == pin)
        #expect(
            pin.text.hasPrefix("fleetseal-trust-1\nfleet fabcdefghijklmnopqrst acme\noperator a-1 ")
        )
        #expect(
            pin.text.hasSuffix(
                "epoch cluster/a 10\nepoch cluster/a-b 1\nepoch fleet 4\nepoch group/b 2\n"
            )
        )
    }

    @Test func `every truncation is read whole lines at a time or refused with its line`() throws {
        let text = try Self.pin().text
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let start = String(decoding: bytes[..<count], as: UTF8.self)
            do throws(TrustError) {
                _ = try Pin(parsing: start, path: "pin")
                #expect(start.hasSuffix("\n"))
            } catch {
                guard case .damagedPin("pin", let line) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect((1...start.split(separator: "\n").count + 2).contains(line))
            }
        }
    }

    @Test func `random changes are never read as they are not written`() throws {
        var random = SystemRandomNumberGenerator()
        let original = Array(try Self.pin().text.utf8)
        for _ in 0..<3_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default:
                    bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: index)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let pin = try? Pin(parsing: text, path: "pin") else { continue }
            #expect(try Pin(parsing: pin.text, path: "pin") == pin)
        }
    }

    @Test(arguments: [
        ("fleetseal-trust-2", 1), ("", 1), ("operator alice nokey", 3), ("operator Alice KEY", 3),
        ("operator alice KEY\noperator alice KEY", 4), ("epoch fleet 0", 3), ("epoch fleet 01", 3),
        ("epoch fleet +1", 3), ("epoch fleet 1\nepoch fleet 2", 4), ("epoch  fleet 1", 3),
        ("epoch fleet 99999999999999999999", 3), ("fleet fabcdefghijklmnopqrst again", 3),
        ("other", 3),
        ("operator alice KEY ", 3), ("", 3),
    ])
    func `a line that fleetseal does not write is refused at its number`(lines: String, number: Int)
        throws
    {
        let head = "fleetseal-trust-1\nfleet fabcdefghijklmnopqrst acme\n"
        let key = PrivateKey.random().publicKey.text
        let text = number == 1 ? lines + "\n" : head + lines.replacing("KEY", with: key) + "\n"
        #expect(throws: TrustError.damagedPin(path: "pin", line: number)) {
            _ = try Pin(parsing: text, path: "pin")
        }
    }
}

@Suite struct TrustStoreTests {
    private func store(_ body: (TrustStore) throws -> Void) throws {
        let fleet = try TestFleet(isEmpty: true)
        try body(TrustStore(configuration: fleet.root + "/configuration"))
    }

    @Test func `a pin that is not there is none`() throws {
        try store { (store) throws in #expect(try store.pin(of: "fabcdefghijklmnopqrst") == nil) }
    }

    @Test func `the highest of each epoch stays`() throws {
        try store { (store) throws in
            var pin = try PinTests.pin()
            try store.keep(pin)
            pin.epochs = ["fleet": 4, "group/b": 9, "cluster/a": 3, "group/new": 1]
            try store.keep(pin)
            let kept = try #require(try store.pin(of: pin.fleet))
            #expect(
                kept.epochs
                    == [
                        "fleet": 4, "group/b": 9, "cluster/a": 10, "cluster/a-b": 1, "group/new": 1,
                    ]
            )
        }
    }

    @Test func `operators follow a newer fleet and never an older one`() throws {
        try store { (store) throws in
            let before = try PinTests.pin()
            try store.keep(before)
            var newer = before
            newer.operators["bob"] = nil
            newer.epochs["fleet"] = 5
            try store.keep(newer)
            #expect(try store.pin(of: before.fleet)?.operators == newer.operators)
            try store.keep(before)
            let kept = try #require(try store.pin(of: before.fleet))
            #expect(kept.operators == newer.operators)
            #expect(kept.epochs["fleet"] == 5)
        }
    }

    @Test func `a damaged pin is an error and not a first use`() throws {
        let fleet = try TestFleet(isEmpty: true)
        let store = TrustStore(configuration: fleet.root + "/configuration")
        let pin = try PinTests.pin()
        try fleet.put("configuration/trust/\(pin.fleet)", "fleetseal-trust-1\n")
        #expect(throws: TrustError.self) { try store.pin(of: pin.fleet) }
        #expect(throws: TrustError.self) { try store.keep(pin) }
    }
}
