/// Which keys are to be worked on now, and which later; each at most once, and by one at a time.
package struct WorkSchedule<Key: Hashable & Sendable>: Sendable {
    private var ready: [Key] = []
    /// How many of `ready` were taken already.
    private var taken = 0
    private var waiting: Set<Key> = []
    private var working: Set<Key> = []
    /// Added while they were worked on.
    private var again: Set<Key> = []
    /// When keys that sleep are due; what the heap says besides is out of date.
    private var due: [Key: Duration] = [:]
    private var sleeping = DueHeap<Key>()

    package init() {}

    /// How many are to be worked on now.
    package var readyCount: Int { ready.count - taken }
    /// How many are worked on.
    package var workingCount: Int { working.count }
    /// How many sleep.
    package var sleepingCount: Int { due.count }
    /// Whether nothing is to be done unless something is added.
    package var isIdle: Bool { readyCount == 0 && working.isEmpty }

    /// When the next sleeper is due.
    package var nextDue: Duration? {
        mutating get {
            while let first = sleeping.first, due[first.key] != first.due {
                sleeping.removeFirst()
            }
            return sleeping.first?.due
        }
    }

    /// Something about the key changed: it is worked on now, or once more when it is done.
    package mutating func add(_ key: Key) {
        due[key] = nil
        guard !working.contains(key) else {
            again.insert(key)
            return
        }
        if waiting.insert(key).inserted { ready.append(key) }
    }

    /// Those that slept long enough are to be worked on now.
    package mutating func wake(at now: Duration) {
        while let next = nextDue, next <= now {
            let key = sleeping.removeFirst().key
            add(key)
        }
    }

    /// The next key to work on.
    package mutating func take(at now: Duration) -> Key? {
        wake(at: now)
        guard taken < ready.count else { return nil }
        let key = ready[taken]
        taken += 1
        waiting.remove(key)
        if taken == ready.count {
            // A rush is over: what it needed is not kept.
            let isSmall = taken < 1_024
            ready.removeAll(keepingCapacity: isSmall)
            waiting.removeAll(keepingCapacity: isSmall)
            taken = 0
        } else if taken >= 1_024, taken * 2 > ready.count {
            ready.removeFirst(taken)
            taken = 0
        }
        working.insert(key)
        return key
    }

    /// The work on a key is done, until it is added, or until `wake`.
    package mutating func done(_ key: Key, wake: Duration? = nil) {
        working.remove(key)
        if again.remove(key) != nil {
            add(key)
        } else if let wake {
            due[key] = wake
            sleeping.insert(key, due: wake)
        }
    }
}
