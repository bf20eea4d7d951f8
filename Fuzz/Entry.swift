/// What libFuzzer calls for every input; each target's folder links to this file.
///
/// The target itself is a function `fuzzOne` in the same module. A trap, an overflow, a precondition
/// or a sanitizer's report inside it ends the process, and libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe fuzzOne(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
