using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>
/// What a team would otherwise write: ASP.NET with a session behind one endpoint of the Open Inference Protocol, no monitoring. Runs are
/// bound and pooled, JSON is source-generated, nothing is logged. One row runs alone; rows of one request run together.
/// </summary>
internal static class JsonPeer
{
    public const string Command = "peer-json";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="files">Each <c>name=file.onnx</c>.</param>
    public static Task<int> RunAsync(IEnumerable<string> files)
    {
        var models = PeerHost.Load(files);
        return PeerHost.RunAsync(
            HttpProtocols.Http1, _ => { }, app => app.MapPost("/v2/models/{model}/infer", context => InferAsync(context, models)));
    }

    private static async Task InferAsync(HttpContext context, FrozenDictionary<string, PeerModel> models)
    {
        var name = (string)context.GetRouteValue("model")!;
        if (!models.TryGetValue(name, out var model))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var request = await JsonSerializer.DeserializeAsync(
            context.Request.BodyReader, PeerJson.Default.PeerRequest, context.RequestAborted);
        if (request?.Inputs is not [{ Name: "features", Datatype: "FP32", Shape: [> 0 and var rows, var length], Data: { } data }]
            || length != model.RowLength || data.Length != rows * length)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var run = model.Take(rows);
        try
        {
            data.CopyTo(run.Input, 0);
            run.Run();
            var answer = new PeerResponse(
                name, "v1", request.Id,
                [new PeerLabels(run.Labels, [rows]), new PeerProbabilities(run.Probabilities, [rows, BoundRun.Classes])]);
            Write(context.Response, answer);
        }
        finally
        {
            model.Return(run);
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>By way of a buffer of the thread, so that the length is known and nothing is sent in chunks.</summary>
    private static void Write(HttpResponse response, PeerResponse answer)
    {
        var buffer = _buffer ??= new();
        var writer = _writer ??= new(buffer);
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, answer, PeerJson.Default.PeerResponse);
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
    }
}
