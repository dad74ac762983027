/// A beginning of a day that ends with a session: what both ways of planning extend.
struct TourLabel {
  let stop: Int32
  /// The label that it extends, or -1.
  let parent: Int32
  /// Points up to the end of the session.
  let points: Int32
  /// Sessions so far.
  let count: Int8
  /// Whether the group has had lunch, at home or on the way to this stop or an earlier one.
  let hasEaten: Bool
  /// The themes of all bases so far.
  let themes: UInt64
  /// The bases so far, as whoever made the label writes sets.
  var set: UInt64

  /// A day that begins with a stop.
  init(first number: Int32, _ stop: TourDay.Stop, _ begin: (departure: Int, hasEaten: Bool, points: Int32)) {
    self.init(
      stop: number, parent: -1, points: begin.points, count: 1, hasEaten: begin.hasEaten, themes: stop.themes, set: 0)
  }

  private init(stop: Int32, parent: Int32, points: Int32, count: Int8, hasEaten: Bool, themes: UInt64, set: UInt64) {
    self.stop = stop
    self.parent = parent
    self.points = points
    self.count = count
    self.hasEaten = hasEaten
    self.themes = themes
    self.set = set
  }

  /// The label that follows along a way, with lunch on it or without.
  func next(_ edge: TourDay.Edge, parent: Int, eats: Bool, _ day: TourDay) -> TourLabel {
    let stop = day.stops[Int(edge.to)]
    // The way counts the themes that the last base has not; those that an earlier one has do not count again.
    let last = day.stops[Int(self.stop)].themes
    let again = day.points(themes: stop.themes & themes & ~last)
    return TourLabel(
      stop: edge.to, parent: Int32(parent), points: points + edge.gain - again + (eats ? day.lunchSaves : 0),
      count: count + 1, hasEaten: hasEaten || eats, themes: themes | stop.themes, set: set)
  }
}

extension [TourLabel] {
  /// The labels from the first stop to one.
  func path(to number: Int) -> [TourLabel] {
    var path: [TourLabel] = []
    var number = number
    while number >= 0 {
      path.append(self[number])
      number = Int(self[number].parent)
    }
    return path.reversed()
  }
}
