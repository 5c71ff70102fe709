using System.Globalization;
using System.Reflection;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// One inference over HTTP: body, tensors, the model's handle (which puts concurrent callers' rows together), answer. A request's way
/// through here is one state machine without services of its own, its body is read where the server has it, and its answer is sent with
/// the headers.
/// </summary>
internal sealed class InferEndpoint(
    SpecCache models, Admission admission, IRefusals refusals, IOptions<ApiOptions> options, ILogger<ErrorPages> logger)
{
    private const string ModelKey = "model";
    private const string VersionKey = "version";

    private readonly int _maxBytes = options.Value.MaxInferBytes;

    /// <summary>Stands for the endpoint in the description of the API: its parameters are those of the path.</summary>
    public static MethodInfo Description { get; } = ((Delegate)Describe).Method;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!admission.TryEnter())
        {
            await RefuseAsync(context, admission.Refusal);
            return;
        }
        try
        {
            var path = context.Request.RouteValues;
            var (name, version) = ((string)path[ModelKey]!, (string?)path[VersionKey]);
            using var activity = InferCall.StartActivity(name);
            var model = await models.GetAsync(name, version);
            var request = await ReadAsync(context, model.Inputs);
            var id = request.Id ?? PredictionIds.New();
            var prediction = await InferCall.PredictAsync(model, request, id, request.Parameters.Timeout, context.RequestAborted);
            activity?.SetTag(Telemetry.Tags.Version, prediction.Version);
            await WriteAsync(context, InferCall.Answer(model, request, id, prediction));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e);
        }
        finally
        {
            admission.Leave();
        }
    }

    private async Task RefuseAsync(HttpContext context, Exception e)
    {
        await ErrorPages.AnswerAsync(context, e, logger);
        refusals.CountInference(context.Response.StatusCode);
    }

    private static void Describe(string model, string? version)
    {
    }

    private async ValueTask<InferRequest> ReadAsync(HttpContext context, KnownInputs known)
    {
        var request = context.Request;
        if (request.Headers.TryGetValue(InferBinaryReader.JsonLengthHeader, out var jsonLength))
        {
            PooledBody.Demand(request, _maxBytes);
            return await InferBinaryReader.ReadAsync(request.Body, jsonLength, request.ContentLength, _maxBytes, context.RequestAborted);
        }
        using var body = await PooledBody.ReadAsync(request, _maxBytes, CancellationToken.None);
        return InferRequestReader.Read(body.Span, known: known);
    }

    private static async ValueTask WriteAsync(HttpContext context, InferAnswer answer)
    {
        var response = context.Response;
        var buffer = AnswerBuffer.Take();
        InferResponseWriter.Write(buffer.Json, answer);
        var json = buffer.Written;
        if (Array.Exists(answer.Outputs, o => o.Binary))
        {
            await WriteBinaryAsync(context, answer, json);
        }
        else
        {
            response.ContentType = "application/json";
            response.ContentLength = json.Length;
            await response.BodyWriter.WriteAsync(json);
        }
        buffer.GiveBack();
    }

    private static async Task WriteBinaryAsync(HttpContext context, InferAnswer answer, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        var binary = answer.Outputs.Where(o => o.Binary).Select(o => o.Tensor.Data).ToArray();
        response.ContentType = "application/octet-stream";
        response.Headers[InferBinaryReader.JsonLengthHeader] = json.Length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = json.Length + binary.Sum(b => (long)b.Length);
        await response.BodyWriter.WriteAsync(json, context.RequestAborted);
        foreach (var data in binary)
            await response.BodyWriter.WriteAsync(data, context.RequestAborted);
    }
}
