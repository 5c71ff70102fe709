using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Tables;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Monitoring;

/// <summary>What turned out to be true of predictions.</summary>
internal static class LabelEndpoints
{
    private const int MaxLabels = 100_000;

    public static void MapLabels(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/models/{model}/labels", Post).WithTags("Monitoring").WithMetadata(BodyLimit.ByHandler)
            .Accepts<LabelsBody>("application/json", "text/csv").Produces<LabelResult>();

    private static async Task<IResult> Post(HttpContext context, string model, IGrainFactory grains, IOptions<ApiOptions> options)
    {
        Names.Demand(model);
        var body = RowsReader.FormatOf(context.Request.ContentType) == RowFormat.Csv
            ? await LabelCsv.ReadAsync(context, options.Value.MaxLabelBytes, MaxLabels)
            : await StrictJson.ReadAsync(context, CommandJson.Default.LabelsBody, options.Value.MaxLabelBytes);
        if (body.Labels.Length is 0 or > MaxLabels)
            throw new RequestException($"'labels' must have 1 to {MaxLabels} elements, not {body.Labels.Length}.");

        var (labels, indices, rejected) = Sort(body.Labels);
        var result = await grains.GetGrain<ILabelIntakeGrain>(model).Label(labels) ?? throw Names.NoModel(model);
        rejected.AddRange(result.Rejected.Select(r => r with { Index = indices[r.Index] }));
        return TypedResults.Json(result with { Rejected = [.. rejected.OrderBy(r => r.Index)] }, ApiJson.Plain.LabelResult);
    }

    /// <summary>Those that can be labels, with their positions in the request, and those that can't.</summary>
    internal static (PredictionLabel[] Labels, List<int> Indices, List<RejectedLabel> Rejected) Sort(LabelBody?[] bodies)
    {
        var labels = new List<PredictionLabel>(bodies.Length);
        var indices = new List<int>(bodies.Length);
        var rejected = new List<RejectedLabel>();
        for (var i = 0; i < bodies.Length; i++)
        {
            if (Objection(bodies[i]) is { } reason)
            {
                rejected.Add(new(i, reason));
                continue;
            }
            labels.Add(Label(bodies[i]!));
            indices.Add(i);
        }
        return ([.. labels], indices, rejected);
    }

    private static PredictionLabel Label(LabelBody body) => new(
        body.PredictionId,
        string.IsNullOrEmpty(body.Label) ? null : body.Label,
        body.Receipt,
        body.Kind,
        body.Metrics is { Count: > 0 } metrics ? metrics.ToDictionary(m => m.Key, m => MetricTexts.Number(m.Value)!.Value) : null);

    private static string? Objection(LabelBody? body)
    {
        if (body is null)
            return "It is null; give {\"predictionId\" or \"receipt\", \"label\"}.";
        if (string.IsNullOrEmpty(body.PredictionId) && string.IsNullOrEmpty(body.Receipt))
            return "'predictionId' or 'receipt' is missing.";
        if (body.PredictionId?.Length > PredictionId.MaxLength + 16)
            return "'predictionId' is longer than any that was given out.";
        if (string.IsNullOrEmpty(body.Label) && (body.Metrics is null or { Count: 0 }))
            return "'label' is missing; it may be left out only where there are 'metrics'.";
        foreach (var (name, text) in body.Metrics ?? [])
        {
            if (MetricTexts.Number(text) is null)
                return $"'metrics.{name}' must be a number, or true or false, not {(text is null ? "null" : $"'{text}'")}.";
        }
        return body.At is { } at && !Times.TryInstant(at, out _)
            ? $"'at' must be a time with an offset, such as {Times.InstantExample}, not '{at}'."
            : null;
    }
}
