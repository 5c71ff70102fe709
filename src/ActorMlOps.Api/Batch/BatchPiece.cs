using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>Rows on their way through the model.</summary>
/// <param name="Table">Where they are.</param>
/// <param name="First">The first of them.</param>
/// <param name="Errors">Of each row, why it is not scored; null: it is.</param>
/// <param name="Answers">Those of the other rows, in order.</param>
internal sealed record BatchPiece(Table Table, int First, string?[] Errors, Task<RowAnswer[]> Answers);
