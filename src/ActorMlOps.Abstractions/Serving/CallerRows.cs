namespace ActorMlOps.Serving;

/// <summary>
/// Consecutive rows of a batch that came from one caller: one variant answers all of them.
/// </summary>
/// <param name="Rows">How many rows, at least 1.</param>
/// <param name="Id">
/// Prediction id: a single row has this id, row r of several has <c>{Id}#{r}</c>. Null: the rows can only be labelled by their receipts.
/// </param>
/// <param name="UnitId">Who the prediction is about; the same unit always gets the same variant. Null: <paramref name="Id"/> decides, else chance.</param>
/// <param name="Receipts">Whether the answer must have a receipt for each of the rows.</param>
[GenerateSerializer, Immutable, Alias("actormlops.CallerRows")]
public readonly record struct CallerRows(
    [property: Id(0)] int Rows,
    [property: Id(1)] string? Id = null,
    [property: Id(2)] string? UnitId = null,
    [property: Id(3)] bool Receipts = false);
