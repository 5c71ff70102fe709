using System.Collections.Concurrent;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Serving;
using Orleans.Runtime;

namespace ActorMlOps.Api.Batch;

/// <summary>
/// Scores rows of batches through the models' handles. Live traffic goes first: whatever the number of batches, few of their calls of a
/// model are under way at a time, and where the model is overloaded they wait and ask again.
/// </summary>
internal sealed class BatchCall(IModelClient client, TimeProvider clock)
{
    /// <summary>Rows of one call.</summary>
    public const int MaxRows = 256;

    private const int CallsPerModel = 2;
    private const int MaxUnavailable = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>One answer for each row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="version">Null: the traffic policy chooses, for each row by its unit or id; for all of them at once where none has either.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="single">The model takes one row a call.</param>
    /// <param name="names">Id and unit of each row; null: none has either.</param>
    /// <param name="cancellationToken">Nobody waits any longer.</param>
    public async Task<RowAnswer[]> ScoreAsync(
        string model, string? version, TensorBatch rows, bool single, PredictOptions?[]? names, CancellationToken cancellationToken)
    {
        var handle = client.Model(model, version);
        var answers = new RowAnswer[rows.Rows];
        var turn = _turns.GetOrAdd(model, _ => new SemaphoreSlim(CallsPerModel));
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (names is null && !single)
                await ScoreAsync(handle, rows, answers, cancellationToken);
            else
                await Task.WhenAll(Enumerable.Range(0, rows.Rows).Select(async r =>
                    answers[r] = await ScoreAsync(handle, rows.Slice(r, 1), names?[r], cancellationToken)));
            return answers;
        }
        finally
        {
            turn.Release();
        }
    }

    // Halves what was refused, until the rows that are to blame are alone.
    private async Task ScoreAsync(ModelHandle handle, TensorBatch rows, Memory<RowAnswer> answers, CancellationToken cancellationToken)
    {
        try
        {
            var prediction = await PredictAsync(handle, rows, null, cancellationToken);
            for (var r = 0; r < rows.Rows; r++)
                answers.Span[r] = new(prediction, r, null);
        }
        catch (Exception e) when (rows.Rows > 1 && IsOfTheRows(e))
        {
            var half = rows.Rows / 2;
            await ScoreAsync(handle, rows.Slice(0, half), answers[..half], cancellationToken);
            await ScoreAsync(handle, rows.Slice(half, rows.Rows - half), answers[half..], cancellationToken);
        }
        catch (Exception e) when (IsKnown(e))
        {
            answers.Span.Fill(new(null, 0, Faults.Of(e).Message));
        }
    }

    private async Task<RowAnswer> ScoreAsync(ModelHandle handle, TensorBatch row, PredictOptions? name, CancellationToken cancellationToken)
    {
        try
        {
            return new(await PredictAsync(handle, row, name, cancellationToken), 0, null);
        }
        catch (Exception e) when (IsKnown(e))
        {
            return new(null, 0, Faults.Of(e).Message);
        }
    }

    private async Task<Prediction> PredictAsync(ModelHandle handle, TensorBatch rows, PredictOptions? name, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var pause = FirstPause;
        for (var unavailable = 0; ;)
        {
            try
            {
                return await handle.PredictAsync(rows, name, cancellationToken);
            }
            catch (Exception e) when (MayRepeat(e, ref unavailable) && clock.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(pause, clock, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static bool MayRepeat(Exception error, ref int unavailable) => error switch
    {
        PredictionException { Outcome: PredictOutcome.Overloaded } or GatewayTooBusyException or LimitExceededException => true,
        PredictionException { Outcome: PredictOutcome.Unavailable or PredictOutcome.SiloStopping } => ++unavailable < MaxUnavailable,
        _ => false,
    };

    private static bool IsOfTheRows(Exception error) =>
        error is TimeoutException or PredictionException { Outcome: PredictOutcome.BadInput or PredictOutcome.DeadlineExceeded };

    private static bool IsKnown(Exception error) => error is not OperationCanceledException && !Faults.Of(error).Unexpected;
}
