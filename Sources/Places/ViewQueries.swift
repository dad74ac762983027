import SQL

extension Writer {
  /// Adds visits of a base to those of a day.
  func add(views: Int, to base: ID<Base>, on day: Day) throws {
    try execute(
      """
      INSERT INTO base_views (base_id, day, views) VALUES (\(base), \(day), \(views))
      ON CONFLICT (base_id, day) DO UPDATE SET views = base_views.views + excluded.views
      """)
  }
}
