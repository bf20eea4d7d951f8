internal import CommandLine
internal import Files

/// Why an agent does not start.
///
/// `Failure` alone would be that of an action, which is another.
typealias StartFailure = Failure

extension StartFailure {
    /// What a setting names cannot be used; `usage` says what it should name.
    init(_ setting: String, _ error: FileError, usage: String) {
        let hint =
            switch error.reason {
            case .notFound, .notAFile, .notAFolder, .symbolicLink, .tooLarge, .unsuitableName: usage
            case .locked: "another agent uses it: end that one, or name another folder"
            default: error.hint ?? usage
            }
        self.init("\(setting): \(error)", hint: hint)
    }

    /// Does what a setting's file or folder is needed for; what fails of it names the setting.
    static func naming<Value>(
        _ setting: String,
        usage: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as FileError {
            throw StartFailure(setting, error, usage: usage)
        }
    }

    /// The same for the folder that `--state` names.
    static func namingState<Value>(_ body: () throws -> Value) throws -> Value {
        try naming("--state", usage: "--state DIR names a folder of the agent's own", body)
    }
}
