using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// One inference over gRPC, as clients send it all day: a single uncompressed message that <see cref="GrpcRawReader"/> can read. It is read
/// where the server has it, and its answer is written there. Every other call of ModelInfer goes on to <see cref="GrpcService"/>, untouched:
/// what is said of refusals and of the protocol's other forms is said there.
/// </summary>
internal sealed class GrpcInferEndpoint(
    SpecCache models, Admission admission, GrpcFaults faults, IOptions<ApiOptions> options, TimeProvider clock, EndpointDataSource endpoints)
{
    public static readonly string Path = $"/{GRPCInferenceService.Descriptor.FullName}/{nameof(GRPCInferenceService.GRPCInferenceServiceBase.ModelInfer)}";

    private const string ContentType = "application/grpc";
    private const string Uncompressed = "identity";
    private const string Done = "0";

    // As gRPC's own library puts them on the server's activity.
    private const string MethodTag = "grpc.method";
    private const string StatusTag = "grpc.status_code";

    // Timers reach no further; nobody waits that long.
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(40);

    private readonly int _maxBytes = options.Value.MaxInferBytes;
    private Endpoint? _endpoint;

    /// <summary>To stand before routing.</summary>
    public static void Use(WebApplication app)
    {
        var infer = app.Services.GetRequiredService<GrpcInferEndpoint>();
        app.Use(next => context => Takes(context.Request) ? infer.InvokeAsync(context, next) : next(context));
    }

    /// <summary>What can be told before the message is read: whether it may be one for this endpoint.</summary>
    private static bool Takes(HttpRequest request) =>
        request.Path.Value == Path
        && HttpMethods.IsPost(request.Method)
        && HttpProtocol.IsHttp2(request.Protocol)
        && request.ContentType == ContentType
        && (request.Headers.GrpcEncoding is { Count: 0 } || request.Headers.GrpcEncoding == Uncompressed);

    /// <param name="next">Answers what is not for this endpoint. Its deadline then begins when the message has come.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var timeout = context.Request.Headers.GrpcTimeout is { Count: 1 } header ? GrpcDeadline.Parse(header) : null;
        if (timeout > LongestDeadline)
        {
            await next(context);
            return;
        }
        Enter(context);
        var until = timeout is { } left ? clock.GetUtcNow().UtcDateTime + left : DateTime.MaxValue;
        using var deadline = timeout is { } limit ? new CancellationTokenSource(limit, clock) : null;
        using var gone = deadline is null ? default : context.RequestAborted.UnsafeRegister(static d => ((CancellationTokenSource)d!).Cancel(), deadline);
        var ended = deadline?.Token ?? context.RequestAborted;
        var entered = false;
        try
        {
            var reader = context.Request.BodyReader;
            if (!reader.TryRead(out var body))
                body = await reader.ReadAsync(ended);
            while (MoreToCome(body))
            {
                reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
                body = await reader.ReadAsync(ended);
            }
            if (!(entered = admission.TryEnter()))
            {
                reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
                Fail(context, admission.Refusal);
                return;
            }
            if (Decode(reader, body, out var lookUp) is not { } request)
            {
                admission.Leave();
                entered = false;
                await next(context);
                return;
            }
            var model = lookUp.IsCompletedSuccessfully ? lookUp.Result : await lookUp.AsTask().WaitAsync(ended);
            using var activity = InferCall.StartActivity(model.Spec.Key.Model);
            var id = request.Id ?? PredictionIds.New();
            var prediction = await InferCall.PredictAsync(model, request, id, GrpcDeadline.Timeout(until, request.Parameters.Timeout, clock), ended);
            activity?.SetTag(Telemetry.Tags.Version, prediction.Version);
            var answer = InferCall.Answer(model, request, id, prediction);
            await context.Response.StartAsync(CancellationToken.None);
            GrpcRawWriter.Write(context.Response.BodyWriter, answer);
            context.Features.Get<IHttpResponseTrailersFeature>()!.Trailers.GrpcStatus = Done;
            Tag(context, StatusTag, Done);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // A client that has gone reads no answer, and its end is no fault.
            if (!context.RequestAborted.IsCancellationRequested)
                Fail(context, e);
        }
        finally
        {
            if (entered)
                admission.Leave();
        }
    }

    private void Fail(HttpContext context, Exception e)
    {
        faults.Answer(context, e);
        Tag(context, StatusTag, context.Response.Headers.GrpcStatus);
    }

    /// <summary>What routing would say of it.</summary>
    private void Enter(HttpContext context)
    {
        _endpoint ??= endpoints.Endpoints.OfType<RouteEndpoint>().First(e => e.RoutePattern.RawText == Path);
        context.SetEndpoint(_endpoint);
        // The message's own limit holds, which explains itself.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        context.Response.ContentType = ContentType;
        Tag(context, MethodTag, Path);
    }

    private static void Tag(HttpContext context, string tag, string? value) => context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(tag, value);

    /// <summary>Whether to wait: not for the rest of a message that is not for this endpoint.</summary>
    private bool MoreToCome(in ReadResult body) =>
        !body.IsCompleted && !body.IsCanceled
        && (!TryReadFrame(body.Buffer, out var compressed, out var length) || (!compressed && length <= _maxBytes && body.Buffer.Length <= GrpcRawWriter.FrameBytes + length));

    /// <summary>Takes the message from the reader, or leaves it there for another.</summary>
    /// <returns>Null: not for this endpoint.</returns>
    private InferRequest? Decode(PipeReader reader, in ReadResult body, out ValueTask<ServedModel> lookUp)
    {
        var buffer = body.Buffer;
        InferRequest? request = null;
        byte[]? rented = null;
        lookUp = default;
        try
        {
            if (!body.IsCompleted || !TryReadFrame(buffer, out var compressed, out var length) || compressed || length > _maxBytes
                || buffer.Length != GrpcRawWriter.FrameBytes + length)
                return null;
            var message = buffer.IsSingleSegment ? buffer.FirstSpan : Join(buffer, out rented);
            message = message[GrpcRawWriter.FrameBytes..];
            if (!GrpcRawReader.TryReadHead(message, out var head))
                return null;
            lookUp = models.GetAsync(head.Model, head.Version);
            return request = GrpcRawReader.Read(message, head, lookUp.IsCompletedSuccessfully ? lookUp.Result.Inputs : null);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            reader.AdvanceTo(request is null ? buffer.Start : buffer.End, buffer.End);
        }
    }

    private static ReadOnlySpan<byte> Join(in ReadOnlySequence<byte> buffer, out byte[] rented)
    {
        rented = ArrayPool<byte>.Shared.Rent((int)buffer.Length);
        buffer.CopyTo(rented);
        return rented.AsSpan(0, (int)buffer.Length);
    }

    private static bool TryReadFrame(in ReadOnlySequence<byte> buffer, out bool compressed, out uint length)
    {
        (compressed, length) = (false, 0);
        if (buffer.Length < GrpcRawWriter.FrameBytes)
            return false;
        Span<byte> frame = stackalloc byte[GrpcRawWriter.FrameBytes];
        buffer.Slice(0, GrpcRawWriter.FrameBytes).CopyTo(frame);
        (compressed, length) = (frame[0] != 0, BinaryPrimitives.ReadUInt32BigEndian(frame[1..]));
        return true;
    }
}
