using System.Threading.Channels;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>Writes the answers of pieces in the order in which they were read.</summary>
internal sealed class BatchAnswer(string model, BatchColumns columns, TableWriter writer, AnswerSpool spool, SpecCache specs)
{
    /// <summary>Rows that were written.</summary>
    public long Rows { get; private set; }

    /// <summary>Those of them that have an error.</summary>
    public long Errors { get; private set; }

    /// <exception cref="BatchCutException">The rest can't be read or scored; the last row that was written says why.</exception>
    public async Task WriteAsync(ChannelReader<BatchPiece> pieces, CancellationToken cancellationToken)
    {
        try
        {
            await spool.WriteAsync(writer.Take(), cancellationToken);
            await foreach (var piece in pieces.ReadAllAsync(cancellationToken))
            {
                await WriteAsync(piece);
                await spool.WriteAsync(writer.Take(), cancellationToken);
            }
            writer.Complete();
            await spool.WriteAsync(writer.Take(), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var cut = new BatchCutException($"The rows from row {Rows + 1} on were not scored: {Faults.Of(e).Message}", e);
            columns.WriteEnd(writer, cut.Message);
            await spool.WriteAsync(writer.Take(), cancellationToken);
            throw cut;
        }
    }

    private async Task WriteAsync(BatchPiece piece)
    {
        var answers = await piece.Answers;
        foreach (var answer in answers)
        {
            if (answer.Prediction is { } prediction && !columns.Knows(prediction.Version))
                columns.Add((await specs.GetAsync(model, prediction.Version)).Spec);
        }
        var next = 0;
        for (var r = 0; r < piece.Errors.Length; r++)
        {
            var answer = piece.Errors[r] is { } error ? new RowAnswer(null, 0, error) : answers[next++];
            columns.WriteRow(writer, piece.Table, piece.First + r, answer);
            Rows++;
            Errors += answer.Error is null ? 0 : 1;
        }
    }
}
