using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using ActorMlOps.LoadTests.Processes;

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

    /// <summary>Path that says how many bytes the process has allocated.</summary>
    public const string AllocatedPath = "allocated";

    /// <summary>Serves until standard input ends, so that it never outlives who started it.</summary>
    /// <param name="files">Each <c>name=file.onnx</c>.</param>
    public static async Task<int> RunAsync(IEnumerable<string> files)
    {
        var models = files.Select(f => f.Split('=', 2)).ToFrozenDictionary(f => f[0], f => new PeerModel(BoundRun.Load(f[1])));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/v2/models/{model}/infer", context => InferAsync(context, models));
        app.MapGet(AllocatedPath, () => GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        await app.StartAsync();
        Console.WriteLine($"{ServerProcess.PeerReady}{app.Urls.First()}");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
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
