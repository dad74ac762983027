import HummingbirdCore

/// Which page of a list is asked for: `?page=2&size=20`.
public struct PageRequest: Sendable {
  let page: Int
  let size: Int

  /// Reads the parameters; a number that makes no sense is a problem.
  public init(_ uri: URI, size standard: Int, largest: Int = 200) throws {
    func number(_ name: String, standard: Int, largest: Int) throws -> Int {
      guard let text = uri.queryParameters[Substring(name)], !text.isEmpty else { return standard }
      guard let number = Int(text), (1...largest).contains(number) else {
        throw Problem.parameter(name)
      }
      return number
    }
    page = try number("page", standard: 1, largest: 100_000)
    size = try number("size", standard: standard, largest: largest)
  }
}

/// A page of a list whose length is known.
public struct Paging: Sendable {
  /// The page, from 1.
  public let page: Int
  /// Items a page.
  public let size: Int
  /// Items in all.
  public let total: Int

  /// The page asked for; one behind the end is empty.
  public init(_ request: PageRequest, total: Int) {
    page = request.page
    size = request.size
    self.total = total
  }

  /// The pages there are; an empty list has one.
  public var pages: Int { max(1, (total + size - 1) / size) }

  /// The places of the page's items in the list.
  public var range: Range<Int> {
    let start = min((page - 1) * size, total)
    return start..<min(start + size, total)
  }

  /// The pages worth a link: the ends and the neighbours; `nil` stands for a gap.
  var shown: [Int?] {
    let wanted = Set([1, pages] + Array((page - 2)...(page + 2))).filter { (1...pages).contains($0) }.sorted()
    var shown: [Int?] = []
    for (index, number) in wanted.enumerated() {
      if index > 0, number > wanted[index - 1] + 1 { shown.append(nil) }
      shown.append(number)
    }
    return shown
  }
}
