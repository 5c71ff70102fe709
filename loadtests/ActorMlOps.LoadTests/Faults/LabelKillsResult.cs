namespace ActorMlOps.LoadTests.Faults;

/// <param name="Acknowledged">Labels that the silo had answered for.</param>
/// <param name="Unanswered">Labels that were under way when it was killed.</param>
/// <param name="Lost">Acknowledged ones that were not known afterwards.</param>
/// <param name="Differences">Rows by which windows differed from what the labels say.</param>
internal sealed record LabelKillsResult(int Kills, long Acknowledged, long Unanswered, long Lost, long Differences);
