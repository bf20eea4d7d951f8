internal import CCurl
internal import Synchronization

/// One request on its way, from the task that waits for it to libcurl's handle.
///
/// Everything but what is marked so is touched by the thread of its loop only.
final class Transfer: @unchecked Sendable {
    /// What happens to the answer.
    protocol Receiver: AnyObject, Sendable {
        /// The status and the header lines are complete.
        func begin(_ head: ResponseHead)
        /// Takes bytes of the body; false asks to be given them again after `resume`.
        func receive(_ bytes: RawSpan) throws(TransportError) -> Bool
        /// Nothing more comes; called once, whatever happens.
        func end(_ failure: TransportError?)
    }

    let request: Request
    let receiver: any Receiver
    /// Set by any thread; the loop looks at it before it starts.
    let isCancelled = Atomic(false)

    // MARK: Of the loop's thread

    var handle: EasyHandle?
    var active: ContinuousClock.Instant
    var isPaused = false
    /// Why it was ended from within a callback, where libcurl only hears that it was.
    var failure: TransportError?
    private var head = ResponseHead()
    private var hasBegun = false

    init(_ request: Request, _ receiver: any Receiver) {
        self.request = request
        self.receiver = receiver
        active = .now
    }

    /// Takes a header line.
    func receiveLine(_ bytes: RawSpan) {
        active = .now
        head.add(bytes)
        guard head.isComplete, !hasBegun else { return }
        hasBegun = true
        receiver.begin(head)
    }

    /// Takes bytes of the body, or keeps the transfer waiting, or fails it.
    func receive(_ bytes: RawSpan) -> Int {
        active = .now
        do throws(TransportError) {
            guard try receiver.receive(bytes) else {
                isPaused = true
                return Int(CURL_WRITEFUNC_PAUSE)
            }
            return bytes.byteCount
        } catch {
            failure = error
            // Any count but that of the bytes ends the transfer.
            return bytes.byteCount == 0 ? 1 : 0
        }
    }

    /// Tells whoever waits how it ended.
    func end(_ failure: TransportError?) {
        if failure == nil, !hasBegun {
            receiver.end(TransportError(.broken, "the answer has no head"))
        } else {
            receiver.end(failure)
        }
    }
}

// MARK: - For libcurl

extension Transfer {
    /// Hands what libcurl called with to the transfer that it was told of.
    static func called(
        _ start: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ argument: UnsafeMutableRawPointer?,
        _ body: (Transfer, RawSpan) -> Int
    ) -> Int {
        guard let argument = unsafe argument else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(argument).takeUnretainedValue()
        let buffer = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return body(transfer, unsafe buffer.bytes)
    }
}
