package io.github.retrystarter.classpath

import io.github.retrystarter.annotation.Retryable
import org.springframework.boot.SpringApplication
import org.springframework.boot.autoconfigure.ImportAutoConfiguration
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration

/** An application that [SeparateClasspathsIT] starts without what its bean needs. */
@ImportAutoConfiguration(RetryAutoConfiguration::class)
open class KotlinApp {

  @Retryable open suspend fun answer(): Int = 7
}

fun main(args: Array<String>) {
  SpringApplication.run(KotlinApp::class.java, *args)
}
