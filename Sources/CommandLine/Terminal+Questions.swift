package import Sealing

/// Questions go to the terminal itself, also when the standard streams are redirected.
///
/// Where there is none they fail with `hint`, which says how a script answers beforehand.
extension Terminal {
    /// Asks for yes or no; anything but a clear yes is no.
    package func ask(_ question: String, hint: String) throws(Failure) -> Bool {
        try release()
        let device = try TerminalDevice(path: device, hint: hint)
        let prompt = Self.escaped(question) + " [y/N] "
        guard let line = try device.line(prompt: prompt, isHidden: false) else { return false }
        let answer = line.bytes.text.lowercased()
        return answer == "y" || answer == "yes"
    }

    /// Lets the user choose one by its number and gives its index; asks again until it is one.
    package func choose(
        _ question: String,
        from choices: [String],
        hint: String
    ) throws(Failure) -> Int {
        let device = try TerminalDevice(path: device, hint: hint)
        try device.write(Self.escaped(question) + "\n")
        for (index, choice) in choices.enumerated() {
            try device.write("  \(index + 1)  \(Self.escaped(choice))\n")
        }
        while let line = try device.line(prompt: "1-\(choices.count): ", isHidden: false) {
            let number = Int(line.bytes.text)
            if let number, choices.indices.contains(number - 1) { return number - 1 }
        }
        throw Failure("nothing was chosen", hint: hint)
    }

    /// Asks for one line that is not shown; an empty one is allowed.
    package func secret(_ prompt: String, hint: String) throws(Failure) -> SecretBytes {
        let device = try TerminalDevice(path: device, hint: hint)
        let prompt = Self.escaped(prompt) + ": "
        guard let secret = try device.line(prompt: prompt, isHidden: true) else {
            throw Failure("nothing was entered", hint: hint)
        }
        return secret
    }

    /// Asks twice for a line that is not shown, for a passphrase that nobody could look up later.
    package func newSecret(_ prompt: String, hint: String) throws(Failure) -> SecretBytes {
        let first = try secret(prompt, hint: hint)
        let second = try secret(prompt + " again", hint: hint)
        guard first == second else { throw Failure("the two are not the same") }
        return first
    }

    /// Everything on standard input, as it is, up to `limit` bytes.
    package func secretInput(limit: Int = 1 << 20) throws(Failure) -> SecretBytes {
        do {
            return try input.readSecret(limit: limit)
        } catch {
            throw Failure("read standard input: \(error.message)")
        }
    }
}
