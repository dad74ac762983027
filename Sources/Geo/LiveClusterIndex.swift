import Synchronization

/// A ``ClusterIndex`` that several threads share: any number read while one edits.
///
/// A reader takes a snapshot, which costs a lock held for an instant, and asks it as much as it likes. Edits take
/// turns and work on a copy. Gathered edits are folded in the background, so neither readers nor editors wait for
/// the pass over all points.
public final class LiveClusterIndex: Sendable {
  private let current: Mutex<ClusterIndex>
  private let turn = Mutex(Turn())

  /// What only the editor whose turn it is may touch.
  private struct Turn {
    /// Grows with each fold that begins and each reset, so that a fold overtaken by a reset is dropped.
    var generation = 0
    /// The edits since the running fold began; nil while none runs.
    var sinceFold: [ClusterIndex.Edit]?
  }

  /// Shares the index.
  public init(_ index: ClusterIndex = ClusterIndex()) {
    current = Mutex(index)
  }

  /// The index as it is now, with every edit whose call has returned.
  public var snapshot: ClusterIndex {
    current.withLock { $0 }
  }

  /// Makes changes in their order; readers see all of them or none.
  public func apply(_ edits: [ClusterIndex.Edit]) {
    turn.withLock { turn in
      var next = snapshot
      next.gather(edits)
      replace(next)
      if turn.sinceFold == nil, next.needsFold {
        turn.sinceFold = []
        turn.generation += 1
        startFold(of: next, generation: turn.generation)
      } else {
        turn.sinceFold?.append(contentsOf: edits)
      }
    }
  }

  /// Puts another index in its place, as after a new import.
  public func reset(_ index: ClusterIndex) {
    turn.withLock { turn in
      turn.generation += 1
      turn.sinceFold = nil
      replace(index)
    }
  }

  private func startFold(of index: ClusterIndex, generation: Int) {
    Task.detached(priority: .utility) {
      var folded = index
      folded.fold()
      self.finishFold(folded, generation: generation)
    }
  }

  /// Publishes what was folded together with the edits made meanwhile.
  private func finishFold(_ folded: ClusterIndex, generation: Int) {
    turn.withLock { turn in
      guard turn.generation == generation, let edits = turn.sinceFold else { return }
      var next = folded
      next.gather(edits)
      turn.sinceFold = nil
      replace(next)
    }
  }

  /// The old index is let go outside the lock: freeing its columns takes a while.
  private func replace(_ next: ClusterIndex) {
    let old = current.withLock { index in
      let old = index
      index = next
      return old
    }
    withExtendedLifetime(old) {}
  }
}
