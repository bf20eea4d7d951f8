internal import Documents
internal import Files

/// The files of a fleet by their places, and those that are where nothing would read them.
struct SurveyFiles {
    let places: [(path: String, place: Place)]
    private(set) var faults: [SurveyFault] = []

    init(_ tree: WorkTree) throws {
        var places: [(path: String, place: Place)] = []
        for top in ["keys", Place.secrets] {
            for (path, kind) in try tree.files(below: top) {
                do {
                    guard try WorkTree.isDocument(path, kind) else { continue }
                    places.append((path, try Place(path: path)))
                } catch {
                    faults.append(SurveyFault(path, error))
                }
            }
        }
        self.places = places
    }
}
