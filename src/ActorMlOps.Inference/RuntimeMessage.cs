using System.Text.RegularExpressions;

namespace ActorMlOps.Inference;

/// <summary>Messages of ONNX Runtime without error codes, source files and addresses.</summary>
internal static partial class RuntimeMessage
{
    private const int MaxLength = 500;

    /// <summary>The part that a user of the model understands, at most 500 characters.</summary>
    public static string Clean(string message)
    {
        message = ErrorCode().Replace(message, "");
        message = SourcePlace().Replace(message, "");
        message = message.ReplaceLineEndings(" ").Trim();
        return message.Length <= MaxLength ? message : message[..MaxLength] + "...";
    }

    // "[ErrorCode:InvalidArgument] "
    [GeneratedRegex(@"\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    // "/onnxruntime_src/onnxruntime/core/x.cc:57 onnxruntime::X::Y(const T&) " up to the text proper, and "a.cpp:12 "
    [GeneratedRegex(@"\S+\.(?:cc|cpp|h|hpp):\d+\s+(?:(?:[\w:~<>\*&,= ]|\[[^\]]*\])+\([^)]*\)(?:\s*const)?\s*(?:\[[^\]]*\]\s*)?)?")]
    private static partial Regex SourcePlace();
}
