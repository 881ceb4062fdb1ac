extension Scan {
    /// Judges every byte worth a look, in order, but for those that a judgement has already passed.
    ///
    /// - Parameter first: The first block that holds any.
    mutating func judgeTriggers(_ text: Span<UInt8>, from first: Triggers.Block) {
        var block = first
        var next = block.start == 0 && !Triggers.isFirstTrigger(text[0]) ? 1 : 0
        while true {
            var rest = block.bits
            while rest != 0 {
                let position = block.start + rest.trailingZeroBitCount
                rest &= rest &- 1
                if position >= next { next = max(judge(text, at: position), position + 1) }
            }
            guard let following = Triggers.next(text, from: max(block.start + 64, next & ~63)) else { return }
            block = following
        }
    }
}
