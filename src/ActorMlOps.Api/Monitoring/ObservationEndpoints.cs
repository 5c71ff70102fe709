using System.Globalization;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Tables;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Predictions of a model that is served elsewhere.</summary>
internal static class ObservationEndpoints
{
    private const int MaxRows = 1_000_000;
    private const string Producer = "producer";
    private const string Sequence = "sequence";

    public static void MapObservations(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/models/{model}/versions/{version}/observations", Post).WithTags("Monitoring").WithMetadata(BodyLimit.ByHandler)
            .Produces<ObservationView>();

    private static async Task<IResult> Post(
        HttpContext context, string model, string version, IGrainFactory grains, IOptions<ApiOptions> options)
    {
        var key = Names.Demand(model, version);
        var spec = await grains.GetGrain<IModelGrain>(model).GetSpec(version) ?? throw Names.NoVersion(key);
        var (producer, sequence) = Sender(context.Request.Query);
        var table = await ReadAsync(context, options.Value.MaxObservationBytes);
        var (batch, ignored) = ObservationBatches.Build(table, spec, producer, sequence);
        var result = await grains.GetGrain<IObservationGrain>(key.ToString()).Observe(batch);
        if (result.Errors.Length > 0)
            throw new RequestException(StatusCodes.Status400BadRequest, result.Errors);
        return TypedResults.Json(
            new ObservationView(result.Rows, result.Late, result.Duplicate, result.Labels, ignored), ApiJson.Plain.ObservationView);
    }

    private static async Task<Table> ReadAsync(HttpContext context, long maxBytes)
    {
        var request = context.Request;
        var format = RowsReader.FormatOf(request.ContentType) ?? throw new RequestException(
            StatusCodes.Status415UnsupportedMediaType,
            $"'Content-Type' must be text/csv, application/x-ndjson or application/json, not '{request.ContentType}'.");
        // The text may be gzip, so what it inflates to is limited as well.
        var limits = new TableLimits { MaxRows = MaxRows };
        return await RowsReader.ReadAsync(new LimitedStream(request.Body, maxBytes), format, limits, context.RequestAborted);
    }

    /// <summary>With both of them a batch that is sent again counts once.</summary>
    private static (string? Producer, long Sequence) Sender(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(k => k is not (Producer or Sequence)) is { } unknown)
            throw new RequestException($"There is no parameter '{unknown}'; parameters are: {Producer}, {Sequence}.");
        if (query.ContainsKey(Producer) != query.ContainsKey(Sequence))
            throw new RequestException("'producer' and 'sequence' belong together, such as producer=nightly&sequence=17.");
        if (!query.ContainsKey(Producer))
            return (null, 0);
        if (!long.TryParse(query[Sequence], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence == 0)
        {
            throw new RequestException(
                $"'sequence' must be a whole number above 0 that grows with every batch, such as sequence=17, not '{query[Sequence]}'.");
        }
        var producer = query[Producer].ToString();
        return producer.Length is > 0 and <= 200
            ? (producer, sequence)
            : throw new RequestException("'producer' must have 1 to 200 characters, such as producer=nightly.");
    }
}
