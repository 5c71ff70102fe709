using System.Threading.Channels;
using ActorMlOps.Client;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>Reads a body chunk by chunk and sends its rows to the model, piece by piece.</summary>
/// <param name="Spec">The version whose features the columns are.</param>
/// <param name="Version">Null: the traffic policy chooses.</param>
/// <param name="Inputs">Makes its tensors.</param>
/// <param name="Id">Column of prediction ids; null: none.</param>
/// <param name="Unit">Column of units; null: none.</param>
/// <param name="Call">Scores rows.</param>
internal sealed record BatchReader(VersionSpec Spec, string? Version, BatchInputs Inputs, string? Id, string? Unit, BatchCall Call)
{
    /// <summary>Until there is no more; what goes wrong closes the channel.</summary>
    public async Task ReadAsync(TableReader reader, TableChunk? first, ChannelWriter<BatchPiece> pieces, Action bodyEnded, CancellationToken cancellationToken)
    {
        try
        {
            for (var chunk = first; chunk is not null; chunk = await reader.ReadAsync(cancellationToken))
                await SendAsync(chunk, pieces, cancellationToken);
            pieces.Complete();
        }
        catch (Exception e)
        {
            pieces.TryComplete(e);
        }
        finally
        {
            bodyEnded();
        }
    }

    private async Task SendAsync(TableChunk chunk, ChannelWriter<BatchPiece> pieces, CancellationToken cancellationToken)
    {
        // Pieces of about equal size: a small rest would cost a call of its own.
        var count = (chunk.Table.Rows + BatchCall.MaxRows - 1) / BatchCall.MaxRows;
        for (var p = 0; p < count; p++)
        {
            var first = (int)((long)chunk.Table.Rows * p / count);
            var rows = (int)((long)chunk.Table.Rows * (p + 1) / count) - first;
            await pieces.WaitToWriteAsync(cancellationToken);
            await pieces.WriteAsync(Score(chunk, first, rows, cancellationToken), cancellationToken);
        }
    }

    private BatchPiece Score(TableChunk chunk, int first, int rows, CancellationToken cancellationToken)
    {
        var errors = new string?[rows];
        foreach (var (row, reason) in chunk.BadRows)
        {
            if (row >= first && row < first + rows)
                errors[row - first] = reason;
        }
        chunk.Table.TryGetColumn(Id ?? "", out var ids);
        if (Id is not null && ids is not null)
            RefuseLongIds(ids, first, errors);
        var batch = Inputs.Encode(chunk.Table, first, errors);
        if (batch is null)
            return new(chunk.Table, first, errors, Task.FromResult<RowAnswer[]>([]));
        chunk.Table.TryGetColumn(Unit ?? "", out var units);
        return new(chunk.Table, first, errors, Call.ScoreAsync(
            Spec.Key.Model, Version, batch, Spec.Signature.Batch == BatchMode.Whole, Names(ids, units, first, errors), cancellationToken));
    }

    private static void RefuseLongIds(TextColumn ids, int first, string?[] errors)
    {
        for (var r = 0; r < errors.Length; r++)
        {
            if (ids[first + r]?.Length > PredictionId.MaxLength)
                errors[r] ??= $"Column '{ids.Name}' names the prediction with more than {PredictionId.MaxLength} characters.";
        }
    }

    private PredictOptions?[]? Names(TextColumn? ids, TextColumn? units, int first, string?[] errors)
    {
        if ((Id is null || ids is null) && (Unit is null || units is null))
            return null;
        var names = new List<PredictOptions?>(errors.Length);
        for (var r = 0; r < errors.Length; r++)
        {
            if (errors[r] is null)
                names.Add(new(Id is null ? null : ids?[first + r], Unit is null ? null : units?[first + r]));
        }
        return [.. names];
    }
}
