using System.Threading.Channels;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Batch;

/// <summary>Scores a file: rows stream in and, in the same order, out.</summary>
internal sealed partial class BatchEndpoint(
    SpecCache specs, BatchCall call, IOptions<ApiOptions> options, IHostApplicationLifetime lifetime, ILogger<BatchEndpoint> logger)
{
    private const int PiecesUnderWay = 3;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/models/{model}/batch", (HttpContext context, string model, BatchEndpoint endpoint) => endpoint.PostAsync(context, model))
            .WithTags("Serving").WithMetadata(BodyLimit.ByHandler)
            .WithSummary("Scores the rows of a CSV, NDJSON or Parquet body; query: version, id, unit, echo.")
            .Produces(StatusCodes.Status200OK, contentType: TableFormat.Csv.MediaType(), additionalContentTypes:
                [TableFormat.NdJson.MediaType(), TableFormat.Parquet.MediaType()]);

    private async Task PostAsync(HttpContext context, string model)
    {
        Names.Demand(model);
        var (request, aborted) = (context.Request, context.RequestAborted);
        var query = BatchQuery.Read(request.Query);
        var format = BatchFormats.OfBody(request);
        var answerFormat = BatchFormats.OfAnswer(request, format);
        var spec = (await specs.GetAsync(model, query.Version)).Spec;
        var inputs = new BatchInputs(spec);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        await using var body = format == TableFormat.Parquet
            ? await SpoolFile.OfBodyAsync(request.Body, options.Value.MaxSpoolBytes, stop.Token)
            : (Stream)new LimitedStream(request.Body, options.Value.MaxBatchBytes);
        await using var reader = await TableReader.OpenAsync(body, format, options.Value.MaxBatchBytes, stop.Token);
        reader.Select(new HashSet<string>([.. inputs.Names, query.Id, query.Unit, .. query.Echo]));
        var first = await reader.ReadAsync(stop.Token);
        var known = reader.Columns ?? first?.Table.Columns.Select(c => c.Name).ToArray();
        if (known is not null)
            Demand(known, inputs, query, reader.Unreadable);

        // Rows that tell their own columns, but are not there, have no id either.
        var id = known is not null && known.Contains(query.Id) ? query.Id : null;
        var unit = known is not null && known.Contains(query.Unit) ? query.Unit : null;
        var columns = new BatchColumns([.. (id is null ? query.Echo : [id, .. query.Echo]).Distinct()], spec);
        var source = new BatchReader(spec, query.Version, inputs, id, unit, call);
        await AnswerAsync(context, model, source, reader, first, columns, answerFormat, stop);
    }

    private async Task AnswerAsync(
        HttpContext context, string model, BatchReader source, TableReader reader, TableChunk? first, BatchColumns columns, TableFormat format,
        CancellationTokenSource stop)
    {
        var response = context.Response;
        response.ContentType = format == TableFormat.Parquet ? format.MediaType() : $"{format.MediaType()}; charset=utf-8";

        using var writer = TableWriter.Open(format, columns.Specs);
        await using var spool = new AnswerSpool(response.BodyWriter, options.Value.MaxSpoolBytes);
        var answer = new BatchAnswer(model, columns, writer, spool, specs);
        var pieces = Channel.CreateBounded<BatchPiece>(new BoundedChannelOptions(PiecesUnderWay) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => source.ReadAsync(reader, first, pieces.Writer, spool.BodyEnded, stop.Token));
        var sending = spool.PumpAsync(context.RequestAborted);
        BatchCutException? cut = null;
        try
        {
            await answer.WriteAsync(pieces.Reader, stop.Token);
        }
        catch (BatchCutException e)
        {
            cut = e;
        }
        catch (OperationCanceledException e) when (!context.RequestAborted.IsCancellationRequested)
        {
            cut = new("The silo is stopping.", e);
        }
        finally
        {
            spool.Complete();
            await stop.CancelAsync();
            await reading;
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (cut is not null)
        {
            LogCut(model, answer.Rows, cut.Message);
            throw cut;
        }
        await sending;
        LogScored(model, answer.Rows, answer.Errors);
    }

    /// <exception cref="RequestException">Columns that are needed are not there.</exception>
    private static void Demand(IReadOnlyList<string> columns, BatchInputs inputs, BatchQuery query, IReadOnlyDictionary<string, string> unreadable)
    {
        inputs.Demand(columns, unreadable);
        var asked = query.Echo.Select(name => ("echo", name)).ToList();
        if (query.IdWasAsked)
            asked.Add(("id", query.Id));
        if (query.UnitWasAsked)
            asked.Add(("unit", query.Unit));
        string[] errors =
        [
            .. asked.Where(a => !columns.Contains(a.name)).Select(a => unreadable.TryGetValue(a.name, out var reason)
                ? $"'{a.Item1}': column '{a.name}' can't be read: {reason}."
                : $"'{a.Item1}': there is no column '{a.name}'."),
        ];
        if (errors.Length > 0)
            throw new RequestException(StatusCodes.Status400BadRequest, errors);
    }

    [LoggerMessage(1, LogLevel.Information, "A batch of {Rows} rows of {Model} was scored, {Errors} of them with an error.")]
    private partial void LogScored(string model, long rows, long errors);

    [LoggerMessage(2, LogLevel.Warning, "A batch of {Model} was cut off after {Rows} rows: {Reason}")]
    private partial void LogCut(string model, long rows, string reason);
}
