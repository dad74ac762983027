import SQL

extension Localizer {
  /// A whole number with a separator every three digits, as all our languages write it.
  public func number(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Metres as people say distances: 350 m, 4.2 km, 120 km.
  public func distance(_ metres: Double) -> String {
    guard metres.isFinite else { return "" }
    if metres < 950 {
      let rounded = max(10, Int((metres / 10).rounded()) * 10)
      return self("{number} m", ["number": number(rounded)])
    }
    let tenths = Int((metres / 100).rounded())
    let text = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : number((tenths + 5) / 10)
    return self("{number} km", ["number": text])
  }

  /// A day in full: 2026年11月24日, 24 November 2026.
  public func day(of instant: Instant) -> String { day(localMinute(instant).day) }

  /// A moment as day and time of the deployment's time zone.
  public func moment(_ instant: Instant) -> String {
    "\(day(of: instant)) \(time(instant))"
  }

  /// The end of a time in which something may be done. Midnight is told as 24:00 of the day that ends, as offices write it:
  /// “before 00:00 on the 17th” is easily read as the 17th.
  public func deadline(_ end: Instant) -> String {
    localMinute(end).minute == 0 ? "\(day(of: end - .milliseconds(1))) 24:00" : moment(end)
  }

  /// The time of day of a moment, such as 09:05.
  public func time(_ instant: Instant) -> String {
    let minute = localMinute(instant).minute
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }

  private func localMinute(_ instant: Instant) -> (day: Day, minute: Int) {
    let seconds = Int64(zone.secondsFromGMT(for: instant.date))
    let local = instant + .seconds(seconds)
    return (local.day, Int(local.milliseconds.quotientAndRemainder(dividingBy: 86_400_000).remainder / 60_000))
  }

  /// A day in words.
  public func day(_ day: Day) -> String {
    switch language {
    case .zhHans, .zhHant: "\(day.year)年\(day.month)月\(day.day)日"
    case .en: "\(day.day) \(Self.englishMonths[day.month - 1]) \(day.year)"
    }
  }

  /// A day without its year: 11月24日, 24 Nov.
  public func shortDay(_ day: Day) -> String {
    switch language {
    case .zhHans, .zhHant: "\(day.month)月\(day.day)日"
    case .en: "\(day.day) \(Self.englishMonths[day.month - 1].prefix(3))"
    }
  }

  /// The name of a day's weekday: 星期二, Tuesday.
  public func weekday(_ day: Day) -> String {
    switch language {
    case .zhHans, .zhHant: "星期" + ["一", "二", "三", "四", "五", "六", "日"][day.weekday.rawValue - 1]
    case .en: Self.englishWeekdays[day.weekday.rawValue - 1]
    }
  }

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let englishWeekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
}
