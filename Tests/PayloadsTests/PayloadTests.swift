import Payloads
import Testing

@Suite struct PayloadTests {
    @Test func `keeps what was copied into it`() {
        let payload = Payload("über")
        #expect(payload.count == 5)
        #expect(payload.text == "über")
    }

    @Test func `may be empty`() {
        #expect(Payload().count == 0)
        #expect(Payload("").text == "")
    }

    @Test func `a writer grows and starts again after its payload is taken`() {
        var writer = PayloadWriter(capacity: 1)
        for _ in 0..<1_000 { writer.append("ab") }
        writer.append(0x63)
        let first = writer.take()
        #expect(first.count == 2_001)
        #expect(first.text.hasSuffix("abc"))
        writer.append("new")
        #expect(writer.take().text == "new")
        #expect(writer.take().count == 0)
    }

    @Test func `a writer drops what was read from its front`() {
        var writer = PayloadWriter()
        writer.append("one\ntwo\n")
        writer.removeFirst(4)
        #expect(writer.take().text == "two\n")
    }
}
