using System.Diagnostics;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>One inference over HTTP: body, tensors, the model's handle (which puts concurrent callers' rows together), answer.</summary>
internal static class InferEndpoint
{
    /// <summary>Header of the protocol's binary extension.</summary>
    private const string JsonLengthHeader = "Inference-Header-Content-Length";

    private static readonly ActivitySource Activities = new(Telemetry.Source);

    public static async Task InferAsync(
        HttpContext context, string model, string? version,
        SpecCache specs, IModelClient client, IOptions<ApiOptions> options, TimeProvider clock)
    {
        using var activity = Activities.StartActivity(Telemetry.Spans.Infer);
        activity?.SetTag(Telemetry.Tags.Model, model);
        var spec = await specs.GetAsync(model, version);
        var request = await ReadAsync(context, options.Value.MaxInferBytes);
        var rows = request.ToBatch(spec.Signature.Batch);
        CheckOutputs(request.Outputs, spec);

        var id = request.Id ?? Guid.NewGuid().ToString("N");
        var predicting = new PredictOptions(id, request.Parameters.UnitId, request.Parameters.Timeout);
        using var timer = request.Parameters.Timeout is { } timeout ? new CancellationTokenSource(timeout, clock) : null;
        using var ending = timer is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        var prediction = await client.Model(model, version).PredictAsync(rows, predicting, ending?.Token ?? context.RequestAborted);
        activity?.SetTag(Telemetry.Tags.Version, prediction.Version);

        var outputs = InferResponseWriter.Select(prediction.Outputs, request.Outputs);
        context.Response.ContentType = "application/json";
        InferResponseWriter.Write(context.Response.BodyWriter, model, id, prediction, outputs, spec.Signature.Batch);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async ValueTask<InferRequest> ReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.Headers.ContainsKey(JsonLengthHeader))
            throw new RequestException($"'{JsonLengthHeader}': binary tensors are not supported; send the values as JSON in 'data'.");
        using var body = await PooledBody.ReadAsync(context.Request, maxBytes, context.RequestAborted);
        return InferRequestReader.Read(body.Span);
    }

    /// <summary>Before the model runs, so that a misspelt name costs and counts nothing.</summary>
    private static void CheckOutputs(string[]? names, VersionSpec spec)
    {
        foreach (var name in names ?? [])
        {
            if (!Array.Exists(spec.Signature.Outputs, o => o.Name == name))
            {
                var known = string.Join(", ", spec.Signature.Outputs.Select(o => o.Name));
                throw new RequestException($"The model has no output '{name}'; it has: {known}.");
            }
        }
    }
}
