import Files
import Synchronization
import Testing

@testable import Agent

@Suite struct StatusBoardTests {
    private final class Seconds: Sendable {
        let now = Atomic(1_000)
        func pass(_ count: Int) { now.add(count, ordering: .relaxed) }
    }

    private func board(_ seconds: Seconds) throws -> StatusBoard {
        StatusBoard(try Waker()) { seconds.now.load(ordering: .relaxed) }
    }

    @Test func `an agent that does not come to an end of its work is stuck`() throws {
        let seconds = Seconds()
        let board = try board(seconds)
        seconds.pass(100_000)
        #expect(board.isAlive)
        board.work(true)
        seconds.pass(299)
        #expect(board.isAlive)
        seconds.pass(1)
        #expect(!board.isAlive)
        board.work(false)
        #expect(board.isAlive)
    }

    @Test func `a worker that does not come to an end of a document is stuck, whatever others do`()
        throws
    {
        let seconds = Seconds()
        let board = try board(seconds)
        board.work(true, worker: 1)
        for _ in 0..<1_799 {
            board.work(true, worker: 2)
            seconds.pass(1)
            board.work(false, worker: 2)
        }
        #expect(board.isAlive)
        seconds.pass(1)
        board.work(true, worker: 2)
        #expect(!board.isAlive)
        board.work(false, worker: 1)
        #expect(board.isAlive)
        board.work(true, worker: 1)
        seconds.pass(1_799)
        #expect(board.isAlive)
        seconds.pass(1)
        #expect(!board.isAlive)
    }
}
