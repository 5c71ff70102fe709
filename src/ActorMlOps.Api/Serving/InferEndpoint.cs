using System.Buffers;
using System.Globalization;
using ActorMlOps.Api.Hosting;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>One inference over HTTP: body, tensors, the model's handle (which puts concurrent callers' rows together), answer.</summary>
internal static class InferEndpoint
{
    public static async Task InferAsync(
        HttpContext context, string model, string? version, InferCall call, IOptions<ApiOptions> options)
    {
        using var activity = InferCall.StartActivity(model);
        var spec = await call.FindAsync(model, version);
        var request = await ReadAsync(context.Request, options.Value.MaxInferBytes, context.RequestAborted);
        var answer = await call.RunAsync(spec, version, request, request.Parameters.Timeout, context.RequestAborted);
        activity?.SetTag(Telemetry.Tags.Version, answer.Prediction.Version);
        if (Array.Exists(answer.Outputs, o => o.Binary))
            await WriteBinaryAsync(context.Response, answer, context.RequestAborted);
        else
            await WriteJsonAsync(context.Response, answer, context.RequestAborted);
    }

    private static async ValueTask<InferRequest> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValue(InferBinaryReader.JsonLengthHeader, out var jsonLength))
        {
            PooledBody.Demand(request, maxBytes);
            return await InferBinaryReader.ReadAsync(request.Body, jsonLength, request.ContentLength, maxBytes, cancellationToken);
        }
        using var body = await PooledBody.ReadAsync(request, maxBytes, cancellationToken);
        return InferRequestReader.Read(body.Span);
    }

    private static async Task WriteJsonAsync(HttpResponse response, InferAnswer answer, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        InferResponseWriter.Write(response.BodyWriter, answer);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static async Task WriteBinaryAsync(HttpResponse response, InferAnswer answer, CancellationToken cancellationToken)
    {
        var json = new ArrayBufferWriter<byte>();
        InferResponseWriter.Write(json, answer);
        var binary = answer.Outputs.Where(o => o.Binary).Select(o => o.Tensor.Data).ToArray();
        response.ContentType = "application/octet-stream";
        response.Headers[InferBinaryReader.JsonLengthHeader] = json.WrittenCount.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = json.WrittenCount + binary.Sum(b => (long)b.Length);
        await response.BodyWriter.WriteAsync(json.WrittenMemory, cancellationToken);
        foreach (var data in binary)
            await response.BodyWriter.WriteAsync(data, cancellationToken);
    }
}
