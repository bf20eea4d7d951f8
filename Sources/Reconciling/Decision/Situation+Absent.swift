internal import Documents

extension Situation {
    /// There is no such Secret.
    var absent: Decision {
        let wasThere = memory.written?.source == desired.source
        if wasThere, drift == .off {
            return Decision(
                nil,
                Report(Problem(.notLookedAt, "\(name) is gone; drift is off, so it stays away"))
            )
        }
        guard let wanted else { return progress(.open, "opens the values") }
        return progress(
            .create(write(wasThere ? .healed : .created, wanted)),
            wasThere ? "puts the Secret back" : "creates the Secret"
        )
    }
}
