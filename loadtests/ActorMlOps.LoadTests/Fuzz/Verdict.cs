using System.Buffers.Binary;
using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Which answers to bad input are wrong ones: those that blame the server.</summary>
internal static class Verdict
{
    /// <summary>Status of gRPC.</summary>
    public const string DeadlineExceeded = "4";

    private const int GatewayTimeout = 504;
    private const int ShownCharacters = 300;
    private const string Ok = "0";

    /// <summary>gRPC statuses that blame the server: unknown, internal, unavailable, data loss.</summary>
    private static readonly string[] ServerFaults = ["2", "13", "14", "15"];

    /// <returns>What is wrong; null: nothing.</returns>
    public static string? OfHttp(FuzzCase fuzz, int status, string text) =>
        status < 500 || (status == GatewayTimeout && AsksForADeadline(fuzz))
            ? null
            : $"{fuzz.Method} {fuzz.Path} answered {status}: {Shown(text)}";

    /// <param name="status">Of gRPC; null: none came.</param>
    public static string? OfGrpc(FuzzCase fuzz, string? status, string? message)
    {
        if (status is null)
            return "the call ended without a status";
        // What is no message never reaches a service: gRPC's own library refuses it, and its words for that are INTERNAL and UNKNOWN.
        if (status != Ok && !Decodes(fuzz.Body))
            return null;
        return !ServerFaults.Contains(status) && (status != DeadlineExceeded || AsksForADeadline(fuzz))
            ? null
            : $"the call answered status {status}: {Shown(message ?? "")}";
    }

    /// <summary>A case may have a timeout that nothing can keep: then the deadline is the right answer.</summary>
    private static bool AsksForADeadline(FuzzCase fuzz) => fuzz.Body.AsSpan().IndexOf("timeout"u8) >= 0;

    private static bool Decodes(byte[] frame)
    {
        const int Header = 5;
        if (frame.Length < Header || frame[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)) != frame.Length - Header)
            return false;
        try
        {
            ModelInferRequest.Parser.ParseFrom(frame.AsSpan(Header));
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters];
}
