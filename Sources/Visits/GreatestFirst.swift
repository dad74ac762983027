/// A binary heap that gives back the greatest element first (J. W. J. Williams, Algorithm 232: Heapsort, 1964).
struct GreatestFirst<Element: Comparable> {
  /// The elements, in no order but that the greatest is the first.
  private(set) var elements: [Element] = []

  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[(child - 1) / 2] < elements[child] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  @discardableResult
  mutating func removeFirst() -> Element? {
    guard let greatest = elements.first, let leaf = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return greatest }
    elements[0] = leaf
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count && elements[largest] < elements[child] {
        largest = child
      }
      guard largest != parent else { return greatest }
      elements.swapAt(parent, largest)
      parent = largest
    }
  }
}
